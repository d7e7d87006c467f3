# Third-party libraries, all from Debian 12 (scripts/install-deps.sh lists the packages).

find_package(Threads REQUIRED)
find_package(spdlog REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(yaml-cpp REQUIRED)
find_package(CLI11 REQUIRED)
find_package(JPEG REQUIRED)
find_package(PNG REQUIRED)
find_package(Boost 1.81 REQUIRED)
find_package(FlatBuffers REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(NETTLE REQUIRED IMPORTED_TARGET nettle)  # SHA-256
pkg_check_modules(MOSQUITTO REQUIRED IMPORTED_TARGET libmosquitto)  # MQTT
pkg_check_modules(CAIRO REQUIRED IMPORTED_TARGET cairo)  # pictures of `sciot plan`
find_path(XXHASH_INCLUDE_DIR xxhash.h REQUIRED)  # checksums; used without its library
find_program(SCIOT_FLATC flatc REQUIRED)
if(SCIOT_BUILD_TESTS)
  find_package(GTest REQUIRED)
endif()
if(SCIOT_BUILD_BENCH)
  find_package(benchmark REQUIRED)
endif()

# XNNPACK ships neither a CMake package nor a pkg-config file.
find_path(XNNPACK_INCLUDE_DIR xnnpack.h REQUIRED)
find_library(XNNPACK_LIBRARY XNNPACK REQUIRED)
add_library(sciot_xnnpack INTERFACE)
target_include_directories(sciot_xnnpack SYSTEM INTERFACE "${XNNPACK_INCLUDE_DIR}")
target_link_libraries(sciot_xnnpack INTERFACE "${XNNPACK_LIBRARY}")

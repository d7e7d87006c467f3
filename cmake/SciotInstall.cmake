# `cmake --install`: the programs, the public headers, one static library of the modules behind the C++ API,
# and a CMake package, so that  find_package(sciot)  and  target_link_libraries(x sciot::sciot)  are all a user needs.

include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

foreach(program sciot-edge sciot-device sciot)
  if(TARGET ${program})
    install(TARGETS ${program} RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
  endif()
endforeach()

# The modules the C++ API stands on. The edge and its decisions are programs, not API.
set(api_modules base storage custom graph model engine vision profile protocol transport device)
add_library(sciot_library STATIC)
foreach(module IN LISTS api_modules)
  if(TARGET sciot_${module})
    target_sources(sciot_library PRIVATE $<TARGET_OBJECTS:sciot_${module}>)
  endif()
endforeach()
set_target_properties(sciot_library PROPERTIES
  OUTPUT_NAME sciot EXPORT_NAME sciot LINKER_LANGUAGE CXX
  ARCHIVE_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/lib")
target_compile_features(sciot_library PUBLIC cxx_std_20)
# sciotConfig.cmake finds each of these again on the user's machine; sciot::nettle, sciot::mosquitto and sciot::xnnpack are made there.
target_link_libraries(sciot_library PRIVATE
  Threads::Threads spdlog::spdlog yaml-cpp PNG::PNG JPEG::JPEG SQLite::SQLite3
  "$<INSTALL_INTERFACE:sciot::nettle>" "$<INSTALL_INTERFACE:sciot::mosquitto>" "$<INSTALL_INTERFACE:sciot::xnnpack>")

# The edge as a function, for programs that add to it (sciot/edge.h).
add_library(sciot_edge_library STATIC)
foreach(target sciot_decision sciot_extension sciot_edge sciot_app_io sciot_app_config sciot_app_edge_config
               sciot_edge_program)
  target_sources(sciot_edge_library PRIVATE $<TARGET_OBJECTS:${target}>)
endforeach()
set_target_properties(sciot_edge_library PROPERTIES
  OUTPUT_NAME sciot_edge EXPORT_NAME edge LINKER_LANGUAGE CXX
  ARCHIVE_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/lib")
target_link_libraries(sciot_edge_library PUBLIC sciot_library PRIVATE ${CMAKE_DL_LIBS})

set_target_properties(sciot_plugin PROPERTIES EXPORT_NAME plugin)
install(TARGETS sciot_library sciot_edge_library sciot_plugin EXPORT sciotTargets
  ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}"
  INCLUDES DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")
install(DIRECTORY "${PROJECT_SOURCE_DIR}/include/sciot" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}"
  FILES_MATCHING PATTERN "*.h")

set(package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/sciot")
install(EXPORT sciotTargets NAMESPACE sciot:: DESTINATION "${package_dir}")
configure_package_config_file("${PROJECT_SOURCE_DIR}/cmake/sciotConfig.cmake.in"
  "${CMAKE_BINARY_DIR}/cmake/sciotConfig.cmake" INSTALL_DESTINATION "${package_dir}")
# Below 1.0 a minor version may break its users.
write_basic_package_version_file("${CMAKE_BINARY_DIR}/cmake/sciotConfigVersion.cmake" COMPATIBILITY SameMinorVersion)
install(FILES "${CMAKE_BINARY_DIR}/cmake/sciotConfig.cmake" "${CMAKE_BINARY_DIR}/cmake/sciotConfigVersion.cmake"
  DESTINATION "${package_dir}")

install(FILES "${PROJECT_SOURCE_DIR}/LICENSE" DESTINATION "${CMAKE_INSTALL_DOCDIR}")
if(EXISTS "${PROJECT_SOURCE_DIR}/NOTICE")
  install(FILES "${PROJECT_SOURCE_DIR}/NOTICE" DESTINATION "${CMAKE_INSTALL_DOCDIR}")
endif()

# What `sciot demo` shows unless told otherwise, and the same network in int8.
install(FILES
  "${PROJECT_SOURCE_DIR}/models/fomo_digits.tflite" "${PROJECT_SOURCE_DIR}/models/fomo_digits.yaml"
  "${PROJECT_SOURCE_DIR}/models/fomo_digits_int8.tflite" "${PROJECT_SOURCE_DIR}/models/fomo_digits_int8.yaml"
  DESTINATION "${CMAKE_INSTALL_DATADIR}/sciot/models")
install(DIRECTORY "${PROJECT_SOURCE_DIR}/models/samples" DESTINATION "${CMAKE_INSTALL_DATADIR}/sciot/models")

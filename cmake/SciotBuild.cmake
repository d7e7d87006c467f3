# Compiler settings shared by every target, and the function that makes a module.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")
set(SCIOT_TEST_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests")

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CCACHE_PROGRAM}")
endif()

add_library(sciot_build_settings INTERFACE)
target_compile_options(sciot_build_settings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Wold-style-cast -Woverloaded-virtual)
if(SCIOT_WARNINGS_AS_ERRORS)
  target_compile_options(sciot_build_settings INTERFACE -Werror)
endif()
target_include_directories(sciot_build_settings INTERFACE
  "${PROJECT_SOURCE_DIR}/include" "${PROJECT_SOURCE_DIR}/src")

if(SCIOT_SANITIZE)
  add_compile_options(-fsanitize=${SCIOT_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${SCIOT_SANITIZE})
  if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
    add_compile_options(-fno-sanitize=function)  # clang 14 cannot emit this check for coroutines
  endif()
endif()
if(SCIOT_BUILD_FUZZERS)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()

# sciot_test(NAME base SOURCES a_test.cc DEPS sciot::base) makes one GoogleTest program and registers its cases.
function(sciot_test)
  cmake_parse_arguments(arg "" "NAME;TIMEOUT" "SOURCES;DEPS" ${ARGN})
  if(NOT SCIOT_BUILD_TESTS OR NOT arg_SOURCES)
    return()
  endif()
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 120)
  endif()
  set(target sciot_${arg_NAME}_test)
  add_executable(${target} ${arg_SOURCES})
  set_target_properties(${target} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${SCIOT_TEST_OUTPUT_DIRECTORY}")
  target_link_libraries(${target} PRIVATE sciot_build_settings ${arg_DEPS} GTest::gmock GTest::gtest_main)
  target_compile_definitions(${target} PRIVATE SCIOT_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  gtest_discover_tests(${target} TEST_PREFIX "${arg_NAME}/" DISCOVERY_TIMEOUT 60
    PROPERTIES TIMEOUT ${arg_TIMEOUT} LABELS ${arg_NAME})
endfunction()

# sciot_module(NAME graph SOURCES … DEPS sciot::base LIBRARIES … TESTS …) makes the static library
# sciot_<name> (alias sciot::<name>) and, from TESTS, its unit test program.
# DEPS are visible to users of the module; LIBRARIES are third-party and stay private.
function(sciot_module)
  cmake_parse_arguments(arg "" "NAME" "SOURCES;DEPS;LIBRARIES;TESTS;TEST_DEPS" ${ARGN})
  add_library(sciot_${arg_NAME} STATIC ${arg_SOURCES})
  add_library(sciot::${arg_NAME} ALIAS sciot_${arg_NAME})
  target_link_libraries(sciot_${arg_NAME} PUBLIC ${arg_DEPS} PRIVATE sciot_build_settings ${arg_LIBRARIES})
  target_include_directories(sciot_${arg_NAME} PUBLIC
    "$<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>" "$<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/src>")
  sciot_test(NAME ${arg_NAME} SOURCES ${arg_TESTS} DEPS sciot::${arg_NAME} ${arg_TEST_DEPS} ${arg_LIBRARIES})
endfunction()

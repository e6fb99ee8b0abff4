# How a target of this project is made. Sources are globbed so that "every source built" holds by construction.

add_library(skein_options INTERFACE)
target_include_directories(skein_options INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_options(skein_options INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Wcast-align
                       -Woverloaded-virtual -fno-omit-frame-pointer -fstack-protector-strong -pipe
                       # The compiler cache finds what uses a precompiled header only this way; see its manual.
                       $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>)
target_compile_definitions(skein_options INTERFACE SKEIN_VERSION="${PROJECT_VERSION}" JSON_USE_IMPLICIT_CONVERSIONS=1)
if(SKEIN_SANITIZE)
    target_compile_options(skein_options INTERFACE -fsanitize=${SKEIN_SANITIZE} -fno-sanitize-recover=all)
    target_link_options(skein_options INTERFACE -fsanitize=${SKEIN_SANITIZE})
endif()

# skein_module(NAME DEPENDS ... LIBRARIES ...): the static library skein_NAME from all sources of the current folder.
function(skein_module name)
    cmake_parse_arguments(ARG "" "" "DEPENDS;LIBRARIES" ${ARGN})
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp ${CMAKE_CURRENT_SOURCE_DIR}/*.h)
    list(FILTER sources INCLUDE REGEX "\\.cpp$")
    list(TRANSFORM ARG_DEPENDS PREPEND skein_)
    if(sources)
        add_library(skein_${name} STATIC ${sources})
        target_link_libraries(skein_${name} PUBLIC skein_options ${ARG_DEPENDS} ${ARG_LIBRARIES})
        if(NOT name STREQUAL "base")
            target_precompile_headers(skein_${name} PRIVATE <nlohmann/json.hpp> <fmt/format.h> <tl/expected.hpp> <string>
                                      <vector> <map> <variant> <optional> <memory> <functional> <algorithm>)
        endif()
    else()
        add_library(skein_${name} INTERFACE)
        target_link_libraries(skein_${name} INTERFACE skein_options ${ARG_DEPENDS} ${ARG_LIBRARIES})
    endif()
endfunction()

# What all tests are compiled with; the same for each, so that one precompiled header serves them. Qt names the folder of
# each test in a macro for QFINDTESTDATA, which nothing here uses and which would make the header invalid elsewhere.
function(skein_test_options target)
    target_link_libraries(${target} PRIVATE skein_options Qt6::Core Qt6::Test fmt::fmt)
    # What is tested is compiled as it ships; the tests themselves need not be fast, and are a third of the build's time.
    target_compile_options(${target} PRIVATE -fPIC -pthread -UQT_TESTCASE_BUILDDIR -UQT_TESTCASE_SOURCEDIR
                           $<$<CONFIG:Release>:-O1>)
    target_compile_definitions(${target} PRIVATE SKEIN_SOURCE_DIR="${CMAKE_SOURCE_DIR}" SKEIN_BINARY_DIR="${CMAKE_BINARY_DIR}")
endfunction()

# skein_test(NAME LIBRARIES ... [LABELS ...] [SOAK]): one Qt Test executable from NAME.cpp in the current folder. SOAK: it
# has long rounds behind SKEIN_SOAK=1.
function(skein_test name)
    cmake_parse_arguments(ARG "SOAK" "" "LIBRARIES;LABELS;ENVIRONMENT" ${ARGN})
    add_executable(${name} ${name}.cpp)
    set_target_properties(${name} PROPERTIES AUTOMOC OFF RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
    # Each test has its classes in its one file: automatic moc would compile a second, empty file for each.
    qt_generate_moc(${name}.cpp ${CMAKE_CURRENT_BINARY_DIR}/${name}.moc TARGET ${name})
    target_sources(${name} PRIVATE ${CMAKE_CURRENT_BINARY_DIR}/${name}.moc)
    target_include_directories(${name} PRIVATE ${CMAKE_CURRENT_BINARY_DIR})
    skein_test_options(${name})
    if(NOT "ui" IN_LIST ARG_LABELS) # QtTest reads more where there are widgets
        target_precompile_headers(${name} REUSE_FROM skein_test_headers)
    endif()
    target_link_libraries(${name} PRIVATE ${ARG_LIBRARIES})
    add_test(NAME ${name} COMMAND ${name})
    set_tests_properties(${name} PROPERTIES LABELS "${ARG_LABELS}" TIMEOUT 900
                         ENVIRONMENT "QT_QPA_PLATFORM=offscreen;SKEIN_SHARED_DATA=${CMAKE_SOURCE_DIR}/../shared/data;${ARG_ENVIRONMENT}")
    if("core" IN_LIST ARG_LABELS)
        # What ./dev test builds under a sanitizer.
        if(NOT TARGET core_tests)
            add_custom_target(core_tests)
        endif()
        add_dependencies(core_tests ${name})
    endif()
    if(ARG_SOAK)
        # The same program with its long rounds; ./dev soak builds and runs these, ./dev test leaves them out.
        if(NOT TARGET soak_programs)
            add_custom_target(soak_programs)
        endif()
        add_dependencies(soak_programs ${name})
        add_test(NAME soak_${name} COMMAND ${name})
        set_tests_properties(soak_${name} PROPERTIES LABELS soak TIMEOUT 14400 RUN_SERIAL ON
                             ENVIRONMENT "SKEIN_SOAK=1;QTEST_FUNCTION_TIMEOUT=14400000;QT_QPA_PLATFORM=offscreen;SKEIN_SHARED_DATA=${CMAKE_SOURCE_DIR}/../shared/data")
    endif()
endfunction()

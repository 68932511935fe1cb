# How everything is compiled: warnings are errors, ccache and mold where they are installed.
find_program(CCACHE ccache)
if(CCACHE)
  # Without the sloppiness ccache keeps nothing that was compiled with a precompiled header.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${CCACHE})
  add_compile_options($<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>)
endif()
find_program(MOLD mold)
if(MOLD)
  add_link_options(-fuse-ld=mold)
endif()

add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Werror -Wno-missing-field-initializers -fdiagnostics-color=always)
# GCC 12 reports false positives of these inside Boost and libstdc++ once everything is inlined.
add_compile_options(-Wno-maybe-uninitialized -Wno-restrict -Wno-stringop-overflow -Wno-array-bounds -Wno-dangling-pointer)
if(NOT CMAKE_BUILD_TYPE STREQUAL "Debug")
  add_compile_options(-Wno-stringop-overread -Wno-mismatched-new-delete)
endif()
# The same path in every build folder, so that ccache shares objects between them.
add_compile_options(-fmacro-prefix-map=${CMAKE_SOURCE_DIR}/=)

if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  add_compile_options(-Wno-unknown-warning-option)
  # Clang 14 has C++20's coroutines and does not yet say so, and without that libstdc++ hides <coroutine>.
  add_compile_definitions(__cpp_impl_coroutine=201902L)
endif()

if(LUNCHRUSH_SANITIZE)
  add_compile_options(-fsanitize=${LUNCHRUSH_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  # -O1 mistakes coroutine frames for a mismatched delete. Asio has fences, which TSan does not know: see tests/catch_main.cc.
  add_compile_options(-Wno-mismatched-new-delete -Wno-tsan)
  add_link_options(-fsanitize=${LUNCHRUSH_SANITIZE})
endif()
if(LUNCHRUSH_SANITIZE STREQUAL "thread")
  # Under ThreadSanitizer protobuf's headers give map fields two more members than the library has that Debian compiled.
  # libstdc++ goes by the same macro, and must not lose what it makes of it. For all: what is precompiled knows no libraries.
  add_compile_options(-U__SANITIZE_THREAD__ -D_GLIBCXX_TSAN=1)
endif()

# lunchrush_library(NAME sources…): the static library lunchrush::NAME of one folder under services/.
function(lunchrush_library name)
  add_library(lunchrush_${name} STATIC ${ARGN})
  add_library(lunchrush::${name} ALIAS lunchrush_${name})
  target_include_directories(lunchrush_${name} PUBLIC ${CMAKE_SOURCE_DIR} ${CMAKE_BINARY_DIR})
  if(LUNCHRUSH_UNITY)
    set_target_properties(lunchrush_${name} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 12)
    # A coroutine that names something of its own file is not in that file any more, which is all that GCC says here.
    target_compile_options(lunchrush_${name} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage>)
  endif()
endfunction()

# lunchrush_program(NAME sources…): lunchrush-NAME in bin/, and lunchrush::NAME_parts, all but main.cc, for tests.
function(lunchrush_program name)
  set(parts ${ARGN})
  list(REMOVE_ITEM parts main.cc)
  lunchrush_library(${name}_parts ${parts})
  if(NOT EXISTS ${CMAKE_CURRENT_SOURCE_DIR}/main.cc)
    return()  # the parts and their tests stand before the program does
  endif()
  add_executable(lunchrush_${name} main.cc)
  set_target_properties(lunchrush_${name} PROPERTIES OUTPUT_NAME lunchrush-${name})
  target_link_libraries(lunchrush_${name} PRIVATE lunchrush::${name}_parts)
  if(NOT LUNCHRUSH_SANITIZE)
    target_link_libraries(lunchrush_${name} PRIVATE PkgConfig::TCMALLOC)  # docs/decisions/0008
  endif()
endfunction()

# Asio and Beast are most of the compile time of what includes them. A dozen files compiled as one parse them once; otherwise
# they are precompiled.
set(lunchrush_asio_headers <boost/asio.hpp> <boost/beast.hpp> <boost/json.hpp> <chrono> <functional> <map> <memory>
    <optional> <span> <string> <string_view> <vector>)
function(lunchrush_precompile_asio target)
  set_target_properties(${target} PROPERTIES LUNCHRUSH_ASIO ON)
  if(NOT LUNCHRUSH_UNITY)
    target_precompile_headers(${target} PRIVATE ${lunchrush_asio_headers})
  endif()
endfunction()

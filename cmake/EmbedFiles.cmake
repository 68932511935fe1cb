# embed_sql(TARGET NAMESPACE files…): queries/insert_orders.sql becomes the Statement NAMESPACE::insert_orders in
# "queries.h"; its name is also the prepared statement's and the metric's.
function(embed_sql target namespace)
  set(header "#pragma once\n#include \"services/postgres/statement.h\"\nnamespace ${namespace} {\n")
  foreach(file IN LISTS ARGN)
    get_filename_component(name ${file} NAME_WE)
    file(READ ${file} text)
    string(APPEND header "inline constexpr Statement ${name}{\"${name}\", R\"sql(${text})sql\"};\n")
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
  endforeach()
  file(CONFIGURE OUTPUT queries.h CONTENT "${header}}\n" @ONLY)
  target_include_directories(${target} PRIVATE ${CMAKE_CURRENT_BINARY_DIR})
endfunction()

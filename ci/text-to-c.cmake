# SPDX-License-Identifier: GPL-2.0-only
# cmake -DTEXT=FILE -DNAME=name -DOUT=FILE.c -P text-to-c.cmake: the text as an array of C, which ends with 0.
# With -DBYTES=ON it may be any file: as bytes, and how many there are is name_size.
file(READ ${TEXT} hex HEX)
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
if(BYTES)
  file(WRITE ${OUT} "#include <stddef.h>\n"
       "extern const unsigned char ${NAME}[];\nextern const size_t ${NAME}_size;\n"
       "_Alignas(8) const unsigned char ${NAME}[] = { ${bytes} };\n"
       "const size_t ${NAME}_size = sizeof(${NAME});\n")
else()
  file(WRITE ${OUT} "extern const char ${NAME}[];\nconst char ${NAME}[] = { ${bytes}0 };\n")
endif()

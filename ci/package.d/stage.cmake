# SPDX-License-Identifier: GPL-2.0-only
# Run by cpack when all is in its place, and before it is packed: what a package wants and `cmake --install` does not.

set(doc ${CPACK_TEMPORARY_INSTALL_DIRECTORY}/usr/share/doc/rstlab-ns)

# The list of changes of the package itself; its date is that of the last release.
if(CPACK_GENERATOR STREQUAL DEB)
  file(STRINGS ${doc}/changelog releases REGEX "^## [0-9.]+ - ")
  list(GET releases 0 release)
  string(REGEX REPLACE "^## [0-9.]+ - " "" day "${release}")
  execute_process(COMMAND date -u -R -d ${day} OUTPUT_VARIABLE date OUTPUT_STRIP_TRAILING_WHITESPACE
                  COMMAND_ERROR_IS_FATAL ANY)
  file(WRITE ${doc}/changelog.Debian
       "rstlab-ns (${CPACK_PACKAGE_VERSION}-${CPACK_DEBIAN_PACKAGE_RELEASE}) unstable; urgency=medium\n\n"
       "  * Packaged as released: what has changed is in changelog.gz.\n\n"
       " -- ${CPACK_PACKAGE_CONTACT}  ${date}\n")
  # Debian has it, and the copyright says where.
  file(REMOVE ${doc}/LICENSE)
else()
  file(REMOVE ${doc}/copyright)
endif()

file(GLOB pages ${CPACK_TEMPORARY_INSTALL_DIRECTORY}/usr/share/man/man*/*.[1-8] ${doc}/changelog ${doc}/changelog.Debian)
execute_process(COMMAND gzip -9n ${pages} COMMAND_ERROR_IS_FATAL ANY)

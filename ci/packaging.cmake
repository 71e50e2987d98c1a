# SPDX-License-Identifier: GPL-2.0-only
# What `cmake --install` and `cpack` make of the tree. Included by the top CMakeLists.txt.

install(TARGETS rstlab-ns RUNTIME)
install(FILES src/man/rstlab-ns.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES src/man/rstlab-ns-compare.5 src/man/rstlab-ns-doctor.5 src/man/rstlab-ns-explain.5
              src/man/rstlab-ns-list.5 src/man/rstlab-ns-results.5 src/man/rstlab-ns-watch.5 src/man/rstlab-ns-why.5
        DESTINATION ${CMAKE_INSTALL_MANDIR}/man5)
install(FILES src/man/rstlab-ns-drill.7 DESTINATION ${CMAKE_INSTALL_MANDIR}/man7)
install(FILES src/completion/rstlab-ns.bash RENAME rstlab-ns
        DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
# Debian's zsh looks for what packages bring in vendor-completions; all else is in site-functions.
install(CODE "
  set(zsh site-functions)
  if(CMAKE_INSTALL_PREFIX MATCHES \"/usr$\" AND EXISTS /etc/debian_version)
    set(zsh vendor-completions)
  endif()
  file(INSTALL ${PROJECT_SOURCE_DIR}/src/completion/_rstlab-ns
       DESTINATION \${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_DATADIR}/zsh/\${zsh})")
install(FILES src/completion/rstlab-ns.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
# Wireshark's choice of profiles has what is there.
install(DIRECTORY lab/wireshark/ DESTINATION ${CMAKE_INSTALL_DATADIR}/wireshark/profiles/rstlab-ns)
install(PROGRAMS ci/kselftest.sh DESTINATION ${CMAKE_INSTALL_DATADIR}/rstlab-ns)
# The README of the tree is for who has the tree.
install(FILES ci/package.d/README.md ci/package.d/copyright lab/ATLAS.md LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES .github/CHANGELOG.md RENAME changelog DESTINATION ${CMAKE_INSTALL_DOCDIR})

set(CPACK_GENERATOR DEB)
set(RSTLAB_NS_CONTACT "The rstlab-ns authors <rstlab-ns@example.org>" CACHE STRING "Who maintains the packages")
set(CPACK_PACKAGE_CONTACT "${RSTLAB_NS_CONTACT}")
set(CPACK_PACKAGE_VENDOR "The rstlab-ns authors")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_PACKAGE_DESCRIPTION
    "rstlab-ns is a TCP-reset laboratory. It plays each way in which a TCP\n\
connection ends in a reset between network namespaces, and proves what\n\
happened with four witnesses: packet captures, the errors that the\n\
applications got, the kernel's counters and its tracepoints.")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES TRUE)
set(CPACK_PRE_BUILD_SCRIPTS ${PROJECT_SOURCE_DIR}/ci/package.d/stage.cmake)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS TRUE)
set(CPACK_RPM_FILE_NAME RPM-DEFAULT)
set(CPACK_RPM_PACKAGE_LICENSE GPL-2.0-only)
set(CPACK_RPM_PACKAGE_DESCRIPTION "${CPACK_PACKAGE_DESCRIPTION}")
set(CPACK_RPM_SPEC_MORE_DEFINE "%define _build_id_links none")
# Folders that others own.
foreach(folder bash-completion bash-completion/completions fish fish/vendor_completions.d man man/man1 man/man5 man/man7 wireshark wireshark/profiles zsh
               zsh/site-functions zsh/vendor-completions)
  list(APPEND CPACK_RPM_EXCLUDE_FROM_AUTO_FILELIST_ADDITION /usr/share/${folder})
endforeach()
include(CPack)

# The version of everything, `semeq_version`: pyproject.toml states it, nobody else.
set(semeq_pyproject ${CMAKE_CURRENT_LIST_DIR}/../pyproject.toml)
file(STRINGS ${semeq_pyproject} semeq_version REGEX "^version = " LIMIT_COUNT 1)
string(REGEX REPLACE ".*\"([0-9]+\\.[0-9]+\\.[0-9]+).*" "\\1" semeq_version "${semeq_version}")
if(NOT semeq_version MATCHES "^[0-9.]+$")
  message(FATAL_ERROR "${semeq_pyproject} has no line 'version = \"MAJOR.MINOR.PATCH\"'")
endif()
# A new version configures again.
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${semeq_pyproject})

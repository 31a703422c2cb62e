# Installs semeq::dsp, then builds and runs the example host against what was installed.
file(REMOVE_RECURSE ${WORK})
foreach(step IN ITEMS
    "--install;${BUILD};--component;dsp;--prefix;${WORK}/prefix"
    "-S;${SOURCE}/examples/cpp_host;-B;${WORK}/build;-DCMAKE_PREFIX_PATH=${WORK}/prefix;-DCMAKE_CXX_COMPILER=${CXX};-DCMAKE_CXX_FLAGS=${FLAGS}"
    "--build;${WORK}/build")
  execute_process(COMMAND ${CMAKE_COMMAND} ${step} COMMAND_ERROR_IS_FATAL ANY)
endforeach()
execute_process(COMMAND ${WORK}/build/semeq_host COMMAND_ERROR_IS_FATAL ANY)

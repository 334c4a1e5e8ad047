// schoolgate: one binary, the service and its command line.
#include "deploy/cli/cli.h"

int main(int argc, char** argv) { return schoolgate::run_command_line(argc, argv); }

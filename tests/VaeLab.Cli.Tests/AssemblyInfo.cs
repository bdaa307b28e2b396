using Xunit.Sdk;
using Xunit.v3;

// Most of a command's time is work of one thread: as many classes of tests at once as there are cores.
[assembly: Parallelization(Mode = ParallelMode.Collections)]

using Xunit.Sdk;
using Xunit.v3;

// Tests start programs that use all cores: one after the other, please.
[assembly: Parallelization(Mode = ParallelMode.None)]

using Xunit.Sdk;
using Xunit.v3;

// Builds in the checkout go one after the other (CheckoutBuilds), and beside them whatever builds nothing there.
[assembly: Parallelization(Mode = ParallelMode.Collections)]

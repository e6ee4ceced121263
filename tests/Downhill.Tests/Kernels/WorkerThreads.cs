using System.Runtime.CompilerServices;
using Downhill.Kernels;

namespace Downhill.Tests;

/// <summary>
/// Tests of loops on several threads run one after the other and beside no other test: a loop that finds the workers busy runs alone,
/// and what all threads together allocate is counted.
/// </summary>
[CollectionDefinition(nameof(WorkerThreads), DisableParallelization = true)]
public sealed class WorkerThreads
{
    // A test that asks for seven threads gets them on a machine with two processors as well, also where a test starts this program.
    [ModuleInitializer]
    internal static void AllowMoreThanProcessors() => Workers.Processors = Math.Max(16, Environment.ProcessorCount);
}

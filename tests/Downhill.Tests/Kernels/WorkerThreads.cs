namespace Downhill.Tests;

/// <summary>
/// Tests of loops on several threads run one after the other and beside no other test: a loop that finds the workers busy runs alone,
/// and what all threads together allocate is counted.
/// </summary>
[CollectionDefinition(nameof(WorkerThreads), DisableParallelization = true)]
public sealed class WorkerThreads;

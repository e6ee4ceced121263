using BenchmarkDotNet.Running;
using Downhill.Benchmarks;

// "memory" and "step" are for benchmarks/peers/run.py, "ranks" for mpirun, "contract" is the price of the same bits; all else goes to BenchmarkDotNet: --filter '*Product*', --list flat.
if (args is ["memory", ..])
    return MemoryReport.Run(args[1..]);
if (args is ["step", ..])
    return StepReport.Run(args[1..]);
if (args is ["contract"])
    return ContractReport.Run();
if (args is ["ranks", ..])
    return RanksReport.Run(args[1..]);
BenchmarkSwitcher.FromAssembly(typeof(MemoryReport).Assembly).Run(args);
return 0;

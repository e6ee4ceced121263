using Downhill.Cli;

using var interrupt = new Interrupt();
return CommandLine.Run(args, Processes.Terminal(), interrupt.Begin);

using System.Text;
using Downhill.Cli;

Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
using var interrupt = new Interrupt();
return CommandLine.Run(args, new Terminal(Console.Out, Console.Error, Console.In), interrupt.Begin);

using System.CommandLine;
using System.Text;
using Downhill.Mpi;
using Downhill.Experiments;
using Downhill.Reports;
using Microsoft.Win32.SafeHandles;

namespace Downhill.Cli;

/// <summary>The processes that mpirun started, or only this one. Rank 0 prints and writes.</summary>
internal static class Processes
{
    private const int StandardOutput = 1, StandardError = 2;

    private static readonly string[] Verbs = ["train", "resume", "tune"];
    private static readonly UTF8Encoding Encoding = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>
    /// The output of this process. mpirun gives each process a terminal and passes its output on, so it is not the terminal
    /// of a person.
    /// </summary>
    public static Terminal Terminal()
    {
        if (MpiCommunicator.StartedRank > 0)
            return new Terminal(TextWriter.Null, TextWriter.Null, TextReader.Null);
        if (MpiCommunicator.Started > 1)
        {
            Environment.SetEnvironmentVariable("TERM", "dumb"); // for the console of .NET, which is asked for colors
            return new Terminal(Writer(StandardOutput), Writer(StandardError), TextReader.Null);
        }

        Console.OutputEncoding = Encoding;
        return new Terminal(Console.Out, Console.Error, Console.In);
    }

    /// <summary>
    /// The default number of threads of each process: the processors, divided among the processes of this machine.
    /// </summary>
    public static int DefaultThreads => Math.Max(1, Environment.ProcessorCount / MpiCommunicator.StartedHere);

    /// <summary>Throws if several processes were started for a command that runs in one.</summary>
    public static void Require(Command command)
    {
        if (MpiCommunicator.Started > 1 && command is not RootCommand && !Verbs.Contains(command.Name))
            throw new DownhillException(
                $"mpirun started {MpiCommunicator.Started} processes, but 'downhill {command.Name}' runs in one; "
                    + $"start it without mpirun (only {string.Join(", ", Verbs[..^1])} and {Verbs[^1]} can use several processes).");
    }

    /// <summary>Runs a command on rank 0, and helps it on the other ranks.</summary>
    /// <param name="command">The command; it gets the communicator, or null if there is only this process.</param>
    /// <param name="assist">The work of the other ranks.</param>
    public static int Run(Func<ICommunicator?, int> command, Action<ICommunicator> assist)
    {
        if (MpiCommunicator.StartedRank > 0)
            return Assist(assist);
        MpiCommunicator? all = MpiCommunicator.Join();
        int code = command(all);
        if (all is not null)
        {
            ExperimentRun.Dismiss(all);
            MpiCommunicator.Leave();
        }

        return code;
    }

    // What goes wrong ends this process, and mpirun ends the others. Rank 0 says what all of them see.
    private static int Assist(Action<ICommunicator> assist)
    {
        try
        {
            assist(MpiCommunicator.Join()!);
            MpiCommunicator.Leave();
            return ExitCode.Ok;
        }
        catch (DownhillException error)
        {
            using TextWriter writer = Writer(StandardError);
            string text = TerminalWriter.Plain(HintText.Of(error));
            writer.WriteLine($"Rank {MpiCommunicator.StartedRank} on {Environment.MachineName}: {text}");
            return ExitCode.Usage;
        }
    }

    // The console of .NET would write escape codes before the first word.
    private static StreamWriter Writer(int file) =>
        new(new FileStream(new SafeFileHandle(file, ownsHandle: false), FileAccess.Write, bufferSize: 0), Encoding) { AutoFlush = true };
}

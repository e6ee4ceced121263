using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.Loader;
using System.Text.Json;
using Xunit;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Downhill.Mutation;

/// <summary>
/// Runs tests against one change after the other, each change with the tests that reach it, the quickest first, until one fails,
/// or they have taken so long that the change counts as survived.
/// </summary>
internal sealed class Runner
{
    private static readonly TimeSpan Slowest = TimeSpan.FromSeconds(60), LongestInAll = TimeSpan.FromSeconds(40);

    private readonly string results, learned;
    private readonly Mutant[] mutants;
    private readonly FieldInfo active, reached;
    private readonly List<Case> cases = [];

    /// <summary>Loads the tests of some classes.</summary>
    public Runner(string copy, string[] classes)
    {
        (results, learned) = (Path.Combine(copy, "results.tsv"), Path.Combine(copy, "learned.tsv"));
        mutants = [.. File.ReadLines(Path.Combine(copy, "mutants.jsonl")).Select(line => JsonSerializer.Deserialize<Mutant>(line)!)];
        string project = File.ReadAllText(Path.Combine(copy, Writer.TestsFile)),
            folder = Path.Combine(copy, "tests", project, "bin/Debug/net10.0");
        AssemblyLoadContext.Default.Resolving += (context, name) => File.Exists(Path.Combine(folder, name.Name + ".dll"))
            ? context.LoadFromAssemblyPath(Path.Combine(folder, name.Name + ".dll"))
            : null;
        Assembly tests = AssemblyLoadContext.Default.LoadFromAssemblyPath(Path.Combine(folder, $"{project}.dll"));
        Type mutation = AssemblyLoadContext.Default.LoadFromAssemblyPath(Path.Combine(folder, "Downhill.dll"))
            .GetType("Downhill.Mutants", throwOnError: true)!;
        (active, reached) = (mutation.GetField("Active")!, mutation.GetField("Reached")!);
        foreach (Type type in tests.GetTypes().Where(type => type is { IsClass: true, IsAbstract: false }
            && (classes.Length == 0 || classes.Contains(type.Name))))
        {
            foreach (MethodInfo method in type.GetMethods())
            {
                if (method.GetCustomAttribute<TheoryAttribute>() is not null)
                    cases.AddRange(method.GetCustomAttributes<DataAttribute>().SelectMany(data => data.GetData(method))
                        .Select(values => new Case(type, method, values)));
                else if (method.GetCustomAttribute<FactAttribute>() is not null)
                    cases.Add(new Case(type, method, []));
            }
        }
    }

    /// <summary>Writes a line for each change that has none yet.</summary>
    public void Run()
    {
        Dictionary<int, string> done = File.Exists(results)
            ? File.ReadLines(results).Select(line => line.Split('\t')).GroupBy(line => int.Parse(line[0], CultureInfo.InvariantCulture))
                .ToDictionary(group => group.Key, group => group.Last()[1])
            : [];
        Learn();
        Case[] sound = [.. cases.Where(one => one.Fails is null).OrderBy(one => one.Time)];
        Console.WriteLine($"{mutants.Length} changes, {cases.Count} tests in {cases.Sum(one => one.Time.TotalSeconds):F0} s; "
            + $"{cases.Count - sound.Length} fail without a change: "
            + $"{string.Join(", ", cases.Where(one => one.Fails is not null).Take(3).Select(one => $"{one.Name}: {one.Fails}"))}");
        foreach (Mutant mutant in mutants.OrderBy(mutant => (uint)mutant.Number * 2_654_435_769))
        {
            string? before = done.GetValueOrDefault(mutant.Number);
            if (before is not null and not "running")
                continue;
            if (before == "running")
            {
                Note(mutant, "killed", "the process ended");
                continue;
            }

            Case[] some = [.. sound.Where(one => one.Reached[mutant.Number])];
            Note(mutant, "running", string.Empty);
            Activate(mutant.Number);
            string? killer = null;
            int ran = 0;
            var clock = Stopwatch.StartNew();
            foreach (Case one in some)
            {
                string? failure = null;
                var thread = new Thread(() => failure = one.Run()) { IsBackground = true };
                thread.Start();
                if (!thread.Join(Slowest + (10 * one.Time)))
                {
                    Note(mutant, "killed", $"{one.Name} does not end");
                    Environment.Exit(3); // a thread cannot be ended otherwise; run again
                }

                ran++;
                killer = failure is null ? null : one.Name;
                if (killer is not null || clock.Elapsed > LongestInAll)
                    break;
            }

            Activate(0);
            Note(mutant, killer is not null ? "killed" : some.Length == 0 ? "not reached" : "survived",
                killer ?? $"{ran} of {some.Length} tests");
        }
    }

    private void Activate(int number)
    {
        active.SetValue(null, number);
        Environment.SetEnvironmentVariable("DOWNHILL_CHANGE", number.ToString(CultureInfo.InvariantCulture));
    }

    // Which test reaches what is learned once, and written down; the cases of one test are in order.
    private void Learn()
    {
        Dictionary<string, Queue<string[]>> known = File.Exists(learned)
            ? File.ReadLines(learned).Select(line => line.Split('\t')).GroupBy(line => line[0])
                .ToDictionary(group => group.Key, group => new Queue<string[]>(group))
            : [];
        for (int i = 0; i < cases.Count; i++)
        {
            if (known.TryGetValue(cases[i].Name, out Queue<string[]>? lines) && lines.TryDequeue(out string[]? line)
                && line is [_, string time, string fails, string numbers])
            {
                cases[i].Know(TimeSpan.FromMilliseconds(int.Parse(time, CultureInfo.InvariantCulture)), fails.Length > 0 ? fails : null,
                    numbers.Split(',', StringSplitOptions.RemoveEmptyEntries)
                        .Select(number => int.Parse(number, CultureInfo.InvariantCulture)),
                    mutants.Length + 1);
                continue;
            }

            cases[i].Learn(active, reached, mutants.Length + 1);
            File.AppendAllText(learned, $"{cases[i].Name}\t{cases[i].Time.TotalMilliseconds:F0}\t{cases[i].Fails}\t"
                + $"{string.Join(',', Enumerable.Range(0, mutants.Length + 1).Where(number => cases[i].Reached[number]))}\n");
        }
    }

    private void Note(Mutant mutant, string what, string by) =>
        File.AppendAllText(results,
            string.Create(CultureInfo.InvariantCulture,
            $"{mutant.Number}\t{what}\t{by}\t{mutant.File}:{mutant.Line}\t{mutant.Was}\t{mutant.Is}\n"));

    private sealed class Case(Type type, MethodInfo method, object[] values)
    {
        public string Name => $"{type.Name}.{method.Name}";

        public TimeSpan Time { get; private set; }

        public string? Fails { get; private set; }

        public bool[] Reached { get; private set; } = [];

        public void Learn(FieldInfo active, FieldInfo reached, int count)
        {
            active.SetValue(null, 0);
            reached.SetValue(null, Reached = new bool[count]);
            var clock = Stopwatch.StartNew();
            Fails = Run();
            Time = clock.Elapsed;
            reached.SetValue(null, null);
        }

        public void Know(TimeSpan time, string? fails, IEnumerable<int> numbers, int count)
        {
            (Time, Fails, Reached) = (time, fails, new bool[count]);
            foreach (int number in numbers)
                Reached[number] = true;
        }

        public string? Run()
        {
            object? instance = null;
            try
            {
                instance = method.IsStatic
                    ? null
                    : Activator.CreateInstance(type, [.. type.GetConstructors()[0].GetParameters().Select(_ => (object)new Silent())]);
                if (method.Invoke(instance, Arguments()) is Task task)
                    task.GetAwaiter().GetResult();
                return null;
            }
            catch (Exception error)
            {
                return (error.InnerException ?? error).GetType().Name;
            }
            finally
            {
                (instance as IDisposable)?.Dispose();
            }
        }

        // The last values may be those of one array.
        private object?[] Arguments()
        {
            ParameterInfo[] parameters = method.GetParameters();
            if (parameters is not [.., var last] || last.GetCustomAttribute<ParamArrayAttribute>() is null
                || (values.Length == parameters.Length && last.ParameterType.IsInstanceOfType(values[^1])))
                return [.. parameters.Zip(values, Fit)];
            object[] rest = values[(parameters.Length - 1)..];
            var array = Array.CreateInstance(last.ParameterType.GetElementType()!, rest.Length);
            for (int i = 0; i < rest.Length; i++)
                array.SetValue(rest[i], i);
            return [.. parameters[..^1].Zip(values, Fit), array];
        }
    }

    // A number as xunit turns it into the type of a parameter.
    private static object? Fit(ParameterInfo parameter, object? value) => value is IConvertible and not Enum
        && !parameter.ParameterType.IsInstanceOfType(value)
        && (Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType) is { IsPrimitive: true } type
            ? Convert.ChangeType(value, type, CultureInfo.InvariantCulture)
            : value;

    private sealed class Silent : ITestOutputHelper
    {
        public void WriteLine(string message)
        {
        }

        public void WriteLine(string format, params object[] args)
        {
        }
    }
}

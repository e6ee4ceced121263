using System.Reflection;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Downhill.Tests;

/// <summary>
/// Runs tests of this assembly in this process, for processors that <c>dotnet test</c> does not reach, such as an emulated one:
/// <c>tests KernelTests SumTests</c> runs the classes with these words in their names.
/// </summary>
internal static class TestProgram
{
    /// <summary>Runs them, prints each failure and the totals, and gives 1 where a test failed or none was found.</summary>
    public static int Run(string[] words)
    {
        Assembly assembly = typeof(TestProgram).Assembly;
        var framework = new XunitTestFramework(new Sink(_ => { }));
        var options = new Options();
        var cases = new List<ITestCase>();
        using (ITestFrameworkDiscoverer discoverer = framework.GetDiscoverer(Reflector.Wrap(assembly)))
        {
            using var found = new Sink(message =>
            {
                if (message is ITestCaseDiscoveryMessage { TestCase: ITestCase one }
                    && words.Any(word => one.TestMethod.TestClass.Class.Name.Contains(word, StringComparison.Ordinal)))
                    cases.Add(one);
            });
            discoverer.Find(includeSourceInformation: false, found, options);
            found.Wait();
        }

        int passed = 0, failed = 0, skipped = 0;
        using (ITestFrameworkExecutor executor = framework.GetExecutor(assembly.GetName()))
        {
            using var done = new Sink(message =>
            {
                switch (message)
                {
                    case ITestPassed: passed++; break;
                    case ITestSkipped: skipped++; break;
                    case ITestFailed failure:
                        failed++;
                        Console.WriteLine($"{failure.Test.DisplayName}: {string.Join(' ', failure.Messages)}");
                        break;
                    case IErrorMessage error:
                        failed++;
                        Console.WriteLine(string.Join(' ', error.Messages));
                        break;
                }
            });
            executor.RunTests(cases, done, options);
            done.Wait();
        }

        Console.WriteLine($"{passed} passed, {failed} failed, {skipped} skipped");
        return failed > 0 || passed == 0 ? 1 : 0;
    }

    // Told of messages, one at a time, until discovery or execution is complete.
    private sealed class Sink(Action<IMessageSinkMessage> told) : LongLivedMarshalByRefObject, IMessageSink, IDisposable
    {
        private readonly ManualResetEventSlim ended = new();

        public bool OnMessage(IMessageSinkMessage message)
        {
            lock (ended)
                told(message);
            if (message is IDiscoveryCompleteMessage or ITestAssemblyFinished)
                ended.Set();
            return true;
        }

        public void Wait() => ended.Wait();

        public void Dispose() => ended.Dispose();
    }

    // The defaults.
    private sealed class Options : ITestFrameworkDiscoveryOptions, ITestFrameworkExecutionOptions
    {
        private readonly Dictionary<string, object?> values = [];

        public TValue GetValue<TValue>(string name) => values.TryGetValue(name, out object? value) ? (TValue)value! : default!;

        public void SetValue<TValue>(string name, TValue value) => values[name] = value;
    }
}

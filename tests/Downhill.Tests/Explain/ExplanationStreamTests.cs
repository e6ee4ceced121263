using System.Text;

namespace Downhill.Tests;

/// <summary>Every derivative of a large network, one after the other.</summary>
public sealed class ExplanationStreamTests
{
    private const int Width = 400;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Explaining_entry_after_entry_keeps_nothing(bool html)
    {
        var network = new Network<double>(Model.Parse($"linear {Width}, tanh, linear {Width}, tanh, linear 3", [100], 3), seed: 3);
        Assert.InRange(network.Parameters.Length, 200_000, 300_000);
        Plan<double> plan = Plan<double>.ForTraining(network, 1, new MeanSquaredError(), inputGradient: true);
        plan.Inputs.Fill(0.3);
        int asked = 0;
        using var output = new CountingWriter();
        IEnumerable<GradientEntry> entries = network.AllParameters.SelectMany(parameter => Enumerable.Range(0, parameter.Shape.Size).Select(i => Next(parameter, i)));
        using IEnumerator<Explanation> explanations = Explanation.All(plan, new Pass(1, IsTraining: true, Step: 1), entries).GetEnumerator();

        Write(100);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        Write(400);
        long after = GC.GetTotalMemory(forceFullCollection: true);
        Assert.InRange(after - before, long.MinValue, 40_000_000);
        Assert.Equal(500, asked);
        Assert.True(output.Written > 500_000);

        GradientEntry Next(Parameter<double> parameter, int i)
        {
            asked++;
            return new GradientEntry(parameter.Name, i);
        }

        void Write(int count)
        {
            if (html)
                ExplanationHtml.Write(output, "All", Take(count), network);
            else
                WriteLines(Take(count).SelectMany(explanation => ExplanationText.Lines(explanation, network)));
        }

        void WriteLines(IEnumerable<string> lines)
        {
            foreach (string line in lines)
                output.WriteLine(line);
        }

        IEnumerable<Explanation> Take(int count)
        {
            for (int i = 0; i < count && explanations.MoveNext(); i++)
                yield return explanations.Current;
        }
    }

    private sealed class CountingWriter : TextWriter
    {
        public long Written { get; private set; }

        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value) => Written++;

        public override void Write(string? value) => Written += value?.Length ?? 0;
    }
}

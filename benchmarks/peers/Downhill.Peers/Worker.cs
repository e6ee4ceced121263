using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Downhill.Peers;

/// <summary>What is to be timed: a step or a forward pass of a network, or a product of squares.</summary>
internal sealed record Work(string Kind, string Network, int Batch, string Optimizer, int Size, bool IsDouble)
{
    /// <summary>784-128-10 as numbers.</summary>
    public int[] Widths => [.. Network.Split('-').Select(int.Parse)];

    public static Work Of(JsonNode node) => new(
        (string)node["kind"]!, (string?)node["network"] ?? "", (int?)node["batch"] ?? 0, (string?)node["optimizer"] ?? "",
        (int?)node["size"] ?? 0, (string?)node["precision"] == "double");
}

/// <summary>The loop of a peer's process, as worker.py has it: a case comes in as a line of JSON, its time goes out as one.</summary>
internal static class Worker
{
    private const int Slices = 7;
    private const double Longest = 3; // times the seconds asked for: what is that slow gets fewer slices

    public static void Serve(JsonObject about, Func<Work, (string Form, Action Run)> prepare)
    {
        Console.WriteLine(about.ToJsonString());
        var ready = new Dictionary<string, (string Form, Action Run)>();
        while (Console.ReadLine() is string line)
        {
            JsonObject answer;
            try
            {
                JsonNode request = JsonNode.Parse(line)!;
                string key = request["case"]!.ToJsonString();
                if (!ready.TryGetValue(key, out (string Form, Action Run) work))
                {
                    ready.Clear(); // the memory of others is given back first
                    GC.Collect();
                    ready[key] = work = prepare(Work.Of(request["case"]!));
                }

                answer = new JsonObject { ["seconds"] = Median(work.Run, (double)request["seconds"]!), ["form"] = work.Form };
            }
            catch (Exception error)
            {
                answer = new JsonObject { ["problem"] = $"{error.GetType().Name}: {error.Message.Split('\n')[0]}" };
            }

            Console.WriteLine(answer.ToJsonString(new JsonSerializerOptions()));
        }
    }

    // The median seconds of one run, over slices of about the same length; the first runs only warm up.
    private static double Median(Action run, double seconds)
    {
        double once = Clock(run, 1);
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed.TotalSeconds < seconds / 3)
            once = Clock(run, Times(seconds / 20, once));
        int times = Times(seconds / Slices, once);
        var slices = new List<double>();
        clock.Restart();
        while (slices.Count < Slices && (slices.Count < 3 || clock.Elapsed.TotalSeconds < Longest * seconds))
            slices.Add(Clock(run, times));
        slices.Sort();
        return (slices[(slices.Count - 1) / 2] + slices[slices.Count / 2]) / 2;
    }

    private static int Times(double seconds, double once) => (int)Math.Clamp(seconds / Math.Max(once, 1e-9), 1, 100_000_000);

    private static double Clock(Action run, int times)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < times; i++)
            run();
        return Stopwatch.GetElapsedTime(start).TotalSeconds / times;
    }
}

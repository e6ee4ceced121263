using System.Globalization;
using Downhill.Experiments;
using Downhill.Reports;
using Spectre.Console;

namespace Downhill.Cli;

/// <summary>How a competition of candidates ended.</summary>
internal static class BlendView
{
    public static void Show(IAnsiConsole console, RunRecord record)
    {
        BlendRecord blend = record.Blend!;
        Metrics outside = record.Metrics!.OutOfFold!;
        bool classes = outside.LogLoss is not null;
        console.Show(new DataTable(
            string.Empty,
            [Column.Text("candidate"), Column.Text("stop"), classes ? "log-loss out of fold" : "error out of fold", "weight"],
            [.. blend.Competitors.OrderByDescending(one => one.Weight).ThenBy(one => one.Loss).Select(Candidate)]));
        if (blend.Factor != 1)
            console.WriteLine($"calibrated: logits times {blend.Factor:G3}, log-loss out of fold {MetricText.Number(blend.LossBefore)} → {MetricText.Number(blend.Loss)}");
        if (outside.Intervals?.FirstOrDefault(one => one.Name == (classes ? "logLoss" : "rmse")) is not MetricInterval interval)
            return;
        string score = MetricText.Number(classes ? outside.LogLoss!.Value : outside.Rmse!.Value);
        console.WriteLine($"{(classes ? "log-loss" : "RMSE")} out of fold {score}, 95 % from {MetricText.Number(interval.Low)} to {MetricText.Number(interval.High)}");
        if ((classes ? record.Metrics.Train!.LogLoss!.Value : record.Metrics.Train!.Rmse!.Value) < interval.Low)
        {
            console.WriteLine(
                "The score on the training rows is far better than out of fold: the network has partly memorized them. "
                + "Expect of new rows what is said out of fold.");
        }

        Row Candidate(Competitor one) => new(
            one.Name,
            [one.Stop, MetricText.Number(classes ? one.Loss : Math.Sqrt(one.Loss)), one.Weight.ToString("P0", CultureInfo.InvariantCulture)]);
    }
}

using System.Collections.Immutable;
using static Downhill.Reports.MetricText;

namespace Downhill.Reports;

/// <summary>The images with the largest errors of each class, each with a map of the regions that the network used.</summary>
public static class ErrorPictures
{
    private const int MaxClasses = 30;

    /// <summary>The section; null if the rows are not images or no prediction is wrong.</summary>
    /// <param name="analysis">The errors.</param>
    /// <param name="model">The model.</param>
    /// <param name="raw">All rows that the analysis numbers, before preprocessing.</param>
    /// <param name="part">The part of the data: <c>test</c>.</param>
    /// <param name="name">The name of a row, by its number from 0: its file.</param>
    public static Section? Of(ErrorAnalysis analysis, ModelFile model, Dataset raw, string part, Func<int, string> name)
    {
        Preprocessing preprocessing = model.Preprocessing;
        Shape shape = preprocessing.Image?.Reading.Shape ?? raw.Input;
        if (shape.Rank is not (2 or 3) || !(raw.Inputs.AreBytes || preprocessing.Image is not null)
            || analysis.WorstOfClass is not { Count: > 0 } wrong || ImageReading.Of(shape) is null)
            return null;
        GradCam? maps = GradCam.IsFor(model.Model) ? new GradCam(model) : null;
        double largest = preprocessing.Image?.Largest ?? preprocessing.Deviation[0];
        ImmutableArray<string> classes = preprocessing.Classes;
        var blocks = new List<Block>
        {
            new Paragraph(maps is null
                ? $"For each class, the {part} images with the largest loss that were predicted as another class."
                : $"For each class, the {part} images with the largest loss that were predicted as another class. "
                    + $"The second image of each pair shows which parts speak for the predicted class: the hotter, "
                    + $"the more (Grad-CAM)."),
        };
        foreach (IGrouping<string, WrongRow> ofClass in wrong.GroupBy(row => row.Actual).Take(MaxClasses))
            blocks.Add(new Pictures($"{ofClass.Key}, predicted as another class", [.. ofClass.SelectMany(Pair)]));
        return new Section("Images with the largest errors", [.. blocks]);

        IEnumerable<Picture> Pair(WrongRow row)
        {
            var values = new double[raw.Inputs.Columns];
            raw.Inputs.Gather([row.Row - 1], values.AsSpan());
            string confidence = row.Confidence is double sure ? $", {Percent(sure, 0)}" : string.Empty;
            Picture picture = Picture.Of(values.AsSpan(0, shape.Size), shape, largest, $"{name(row.Row - 1)}: {row.Predicted}{confidence}");
            yield return picture;
            if (maps is not null)
                yield return picture.Under(maps.Of(values, classes.IndexOf(row.Predicted)).Scaled(picture.Height, picture.Width),
                    $"for {row.Predicted}");
        }
    }
}

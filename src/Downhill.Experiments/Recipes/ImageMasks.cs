using System.Collections.Immutable;
using Downhill.Images;
using Downhill.Tables;

namespace Downhill.Experiments;

/// <summary>
/// Images with a mask as the target: a number from 0 (black) to 1 (white) for each pixel. A mask is scaled like its image, so a pixel at an
/// edge is the white share.
/// </summary>
internal static class ImageMasks
{
    /// <summary>How a mask is read next to an image.</summary>
    public static ImageReading Reading(ImageReading images) => images with { Channels = 1 };

    /// <summary>Decoded masks as targets.</summary>
    public static Targets Targets(Samples masks)
    {
        var values = new float[masks.Rows * masks.Columns];
        masks.Gather([.. Enumerable.Range(0, masks.Rows)], values.AsSpan());
        for (int i = 0; i < values.Length; i++)
            values[i] /= byte.MaxValue;
        return Downhill.Targets.FromNumbers(Samples.From(values, masks.Columns));
    }

    /// <summary>Whether a model answers an image of the size that it takes.</summary>
    public static bool AreAnsweredBy(ModelFile model) => model.Preprocessing is { Images: ImageReading reading, Classes.IsEmpty: true }
        && model.Model.OutputShape() is { Rank: 2 or 3 } output && output[0] == reading.Height && output[1] == reading.Width
        && output.Size == reading.Height * reading.Width;

    /// <summary>Reads images and masks to learn from.</summary>
    public static ImageTable Load(
        Experiment experiment, Table table, IReadOnlyList<string> names, TableColumn column, TableColumn target,
        TrainingTableOptions options, Streaming? streaming, ImageReading? known)
    {
        Refuse(experiment, options);
        HashSet<string> left = [column.Name, target.Name, .. Schema.Names(table, options.Schema.Drop)];
        ImageTable.RefuseOthers(table, column, [.. table.Columns.Select(one => one.Name).Where(name => !left.Contains(name))],
            "a network with masks takes images alone");
        bool skips = experiment.BadRows == BadRowsRule.Skip;
        int[] rows = [.. Enumerable.Range(0, table.Rows)];
        ImagePaths images = new(table, column, names), masks = new(table, target, names);

        // A row is kept where both files can be decoded: headers first, for they say the size.
        (ImageFile[] maskFiles, List<BadImage> bad) = masks.Open(rows, skips);
        rows = Of(rows, masks.Kept(rows, maskFiles));
        (ImageFile[] imageFiles, List<BadImage> others) = images.Open(rows, skips);
        int[] places = images.Kept(rows, imageFiles);
        (rows, maskFiles) = (Of(rows, places), Of(maskFiles, places));
        ImageReading reading = known ?? ImageSource.Choose(experiment, [.. imageFiles]);
        ImageRows answers = ImageSource.Decode([.. maskFiles], Reading(reading), skips, streaming, table.Name, table.Options.Progress);
        places = masks.Kept(rows, answers.Images);
        (rows, imageFiles) = (Of(rows, places), Of(imageFiles, places));
        ImageRows inputs = ImageSource.Decode([.. imageFiles], reading, skips, streaming, table.Name, table.Options.Progress);
        places = images.Kept(rows, inputs.Images);
        Targets targets = Targets(answers.Pixels);
        targets = places.Length < rows.Length ? targets.Subset(places) : targets;
        var part = new ImagePart(new Dataset(table.Name, reading.Shape, inputs.Pixels, targets), inputs);
        return new ImageTable(null,
            new ImageSource(reading, [], part, null, null, [.. bad, .. others, .. answers.Bad, .. inputs.Bad], target.Name), column.Name,
            IsAlone: true);

        static T[] Of<T>(T[] all, int[] places) => [.. places.Select(place => all[place])];
    }

    // What would move an image would have to move its mask; one target a row is what groups and weights are for.
    private static void Refuse(Experiment experiment, TrainingTableOptions options)
    {
        if (experiment.Augment is not (null or Jitter or CutOut))
            throw new DownhillException(
                $"Only the augmentations jitter and cut-out can be used for images with masks{new Hint(Setting.Augment, "jitter")}: "
                    + $"the mask would not move with the image.");
        foreach ((bool isChosen, Setting setting) in (ReadOnlySpan<(bool, Setting)>)[
            (options.Weight is not null, Setting.Weight), (options.Group is not null, Setting.Group),
            (options.Time is not null, Setting.Time),
            (options.Task == TargetTask.Classification, Setting.Task), (options.Positive is not null, Setting.Positive)])
        {
            if (isChosen)
                throw new DownhillException($"The setting '{ExperimentSetting.Of(setting)!.Name}'{new Hint(setting)} is not for masks.");
        }
    }
}

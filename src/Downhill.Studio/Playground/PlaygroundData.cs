using System.Collections.Immutable;

namespace Downhill.Studio;

/// <summary>The points of a playground, split and preprocessed exactly as by <c>downhill train</c>.</summary>
public sealed class PlaygroundData
{
    private readonly PlaygroundInput[] inputs;

    /// <summary>Makes the points of a state.</summary>
    /// <exception cref="DownhillException">A choice is out of its range.</exception>
    public PlaygroundData(PlaygroundState state)
    {
        state.Validate();
        inputs = [.. PlaygroundInput.All.Where(input => state.Inputs.Contains(input.Key))];
        PointSet? set = PointSet.Find(state.Data);
        Dataset points = set is null ? Own(state) : set.Make(state.Rows, state.Seed, state.Noise ?? set.DefaultNoise);
        Places = [.. Enumerable.Range(0, points.Rows).Select(row => (points.Inputs[row, 0], points.Inputs[row, 1]))];
        IsNamed = set is not null && (state.Noise is null || state.Noise.Value.Equals(set.DefaultNoise)) && state.Inputs is ["x", "y"];
        Targets targets = IsNamed ? points.Targets : Sorted(points.Targets);
        Raw = new Dataset(points.Name, [inputs.Length], Samples.From(Features(Places), inputs.Length), targets);
        Splitter splitter = targets.AreClasses
            ? Splitter.Stratified([.. Enumerable.Range(0, points.Rows).Select(targets.Label)], state.Seed)
            : Splitter.Random(points.Rows, state.Seed);
        Split = splitter.Split(0, state.Test);
        Dataset training = Raw.Subset(Split.Training);
        Preprocessing = Fit(training, targets);
        Dataset all = Preprocessing.Apply(Raw);
        Training = all.Subset(Split.Training);
        Test = Split.Test.Length == 0 ? null : all.Subset(Split.Test);
    }

    /// <summary>The place of every point.</summary>
    public ImmutableArray<(double X, double Y)> Places { get; }

    /// <summary>Which rows belong to which part.</summary>
    public Split Split { get; }

    /// <summary>All rows before preprocessing.</summary>
    public Dataset Raw { get; }

    /// <summary>The preprocessing, fitted on the training rows.</summary>
    public Preprocessing Preprocessing { get; private set; }

    /// <summary>The training rows after preprocessing.</summary>
    public Dataset Training { get; private set; }

    /// <summary>The test rows; null if there are none.</summary>
    public Dataset? Test { get; private set; }

    /// <summary>Whether <c>downhill train</c> generates the same rows by the name of the set; otherwise it needs them as a file.</summary>
    public bool IsNamed { get; }

    /// <summary>The inputs that the network reads.</summary>
    public IReadOnlyList<PlaygroundInput> Inputs => inputs;

    /// <summary>The square that the pictures show: its centre and half its side.</summary>
    public (double X, double Y, double Half) View
    {
        get
        {
            (double left, double right) = (Places.Min(place => place.X), Places.Max(place => place.X));
            (double low, double high) = (Places.Min(place => place.Y), Places.Max(place => place.Y));
            return ((left + right) / 2, (low + high) / 2, Math.Max(1e-9, 0.56 * Math.Max(right - left, high - low)));
        }
    }

    /// <summary>Standardized number targets, where the network is to answer numbers of any size.</summary>
    internal void StandardizeTargets()
    {
        Preprocessing = Preprocessing.WithTargets(Training);
        Training = Preprocessing.ApplyToTargets(Training);
        Test = Test is null ? null : Preprocessing.ApplyToTargets(Test);
    }

    /// <summary>Points after preprocessing, <c>[points, inputs]</c>.</summary>
    public Samples Prepare(IReadOnlyList<(double X, double Y)> places) =>
        Preprocessing.Apply(Samples.From(Features(places), inputs.Length));

    // A set that the command line knows by name is standardized as it does it; other rows are a table's columns to it.
    private Preprocessing Fit(Dataset training, Targets targets)
    {
        string[] names = [.. inputs.Select(input => input.Key)];
        string target = targets.AreClasses ? "class" : "z";
        if (IsNamed)
            return Preprocessing.Fit(training, names, [target], standardizeTargets: false);
        return Preprocessing.Of([.. names.Select((name, i) => NumberEncoding.Fit(name, Column(training, i), Scaling.Standard))], target,
            targets.Classes);
    }

    // The classes of a table are in the order of their names.
    private static Targets Sorted(Targets targets)
    {
        if (!targets.AreClasses)
            return targets;
        string[] names = [.. targets.Classes.Order(StringComparer.Ordinal)];
        int[] places = [.. targets.Classes.Select(name => Array.IndexOf(names, name))];
        return Targets.FromLabels([.. Enumerable.Range(0, targets.Rows).Select(row => places[targets.Label(row)])], names);
    }

    private static double[] Column(Dataset rows, int column) =>
        [.. Enumerable.Range(0, rows.Rows).Select(row => rows.Inputs[rows.Stored(row), column])];

    private double[] Features(IReadOnlyList<(double X, double Y)> places)
    {
        var features = new double[places.Count * inputs.Length];
        for (int row = 0; row < places.Count; row++)
        {
            for (int i = 0; i < inputs.Length; i++)
                features[(row * inputs.Length) + i] = inputs[i].Of(places[row].X, places[row].Y);
        }

        return features;
    }

    private static Dataset Own(PlaygroundState state)
    {
        double[] places = [.. state.Points.SelectMany(point => (double[])[point.X, point.Y])];
        return new Dataset(PointSet.Own, [2], Samples.From(places, 2),
            Targets.FromLabels([.. state.Points.Select(point => point.Class)], state.Classes));
    }
}

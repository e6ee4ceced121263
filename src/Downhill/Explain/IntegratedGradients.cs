using System.Collections.Immutable;
using Downhill.Kernels;

namespace Downhill;

/// <summary>
/// Attributes a prediction to the columns of its row: each input's part is (xᵢ − x′ᵢ) ∫₀¹ ∂F(x′ + α (x − x′)) / ∂xᵢ dα, where x′ is the
/// baseline and F the prediction; the inputs made from one column are added up. The parts of all columns add up to F(x) − F(x′).
/// Source: M. Sundararajan, A. Taly, Q. Yan, "Axiomatic Attribution for Deep Networks", 2017, equation 1 and proposition 1.
/// </summary>
/// <remarks>
/// An embedded category has no values between two places. It changes at once, half of the time before the other inputs move and half of the
/// time after them; of several, one after the other in both orders. That is a path too, so the parts still add up (section 4 there).
/// </remarks>
public sealed class IntegratedGradients
{
    // Gauss and Legendre's rule of three places, exact for polynomials up to the fifth degree, between the ends of the piece.
    private static readonly double[] Places = [0, 0.5 - Math.Sqrt(0.15), 0.5, 0.5 + Math.Sqrt(0.15), 1],
        Weights = [0, 5 / 18.0, 8 / 18.0, 5 / 18.0, 0];

    private const int FirstPieces = 8, BatchPieces = 16, MaxPieces = 4096;

    private readonly Preprocessing preprocessing;
    private readonly Network<double> network;
    private readonly Plan<double> plan;
    private readonly int width, outputs;
    private readonly int[] owners;
    private readonly bool[] jumps;

    /// <summary>Attributions for the predictions of a trained model.</summary>
    public IntegratedGradients(IStoredModel model)
        : this(model.Load<double>(), model.Preprocessing, model.Training.Loss.Link)
    {
    }

    /// <summary>Attributions for the predictions of a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="preprocessing">The preprocessing that was fitted in training.</param>
    /// <param name="link">The link function, which turns outputs into predictions: <see cref="Loss.Link"/> of the training's loss.</param>
    public IntegratedGradients(Network<double> network, Preprocessing preprocessing, Layer? link)
    {
        this.preprocessing = preprocessing;
        this.network = link is null ? network : WithLink(network, link);
        plan = Plan<double>.ForTraining(this.network, BatchPieces * Places.Length, new SelectedOutput(), inputGradient: true);
        width = network.Model.Input.Size;
        outputs = network.Output.Size;
        owners = [.. preprocessing.Encodings is { } encodings
            ? encodings.SelectMany((encoding, i) => Enumerable.Repeat(i, encoding.Width))
            : Enumerable.Range(0, width)];
        jumps = [.. owners.Select(owner => preprocessing.Encodings?[owner] is CategoryEncoding { IsEmbedded: true })];
    }

    /// <summary>
    /// The default baseline. For a table, each number and date is at the center of the training rows, each category is the most frequent
    /// one, each boolean is between its values, and each cyclic number at the center of its circle; other rows are the mean of the training
    /// rows, and images are black.
    /// </summary>
    /// <returns>The row as it is before preprocessing; NaN for a column that is halfway between all its values.</returns>
    public double[] TypicalRow() => [.. preprocessing.EncodingsOf(width)
        .SelectMany(encoding => Enumerable.Range(0, encoding.RawWidth).Select(encoding.TypicalAt))];

    /// <summary>Attributes the prediction for one row.</summary>
    /// <param name="row">The row as it is before preprocessing.</param>
    /// <param name="output">
    /// Which output: the label of a class, or the target's place; null for the predicted class, or the first target.
    /// </param>
    /// <param name="baseline">The row to compare with, before preprocessing; null for <see cref="TypicalRow"/>.</param>
    /// <param name="tolerance">
    /// How far the sum of the parts may be from the difference of the predictions, as a part of the larger prediction.
    /// </param>
    /// <exception cref="DownhillException">
    /// The rows have another number of values than the model takes, or there is no such output.
    /// </exception>
    public Attribution Of(ReadOnlySpan<double> row, int? output = null, ReadOnlySpan<double> baseline = default, double tolerance = 1e-6)
    {
        int values = preprocessing.RawInput(network.Model).Size, labels = Math.Max(outputs, preprocessing.Classes.Length);
        if (row.Length != values || (!baseline.IsEmpty && baseline.Length != values))
            throw new DownhillException(
                $"The model takes rows of {values} values; this one has {(row.Length == values ? baseline.Length : row.Length)}.");
        if (output is int asked && (uint)asked >= (uint)labels)
            throw new DownhillException($"The model has {labels} outputs, counted from 0; there is no output {asked}.");
        double[] given = row.ToArray(), typical = baseline.IsEmpty ? TypicalRow() : baseline.ToArray();
        double[] to = Encode(given), from = Encode(typical);
        if (baseline.IsEmpty)
            Center(from);
        int chosen = output ?? Predicted(to);
        var path = new Path(this, from, to, chosen, tolerance);
        double[] parts = path.Parts();
        var contributions = new double[preprocessing.Encodings?.Count ?? values];
        for (int i = 0; i < width; i++)
            contributions[owners[i]] += parts[i];
        return new Attribution(chosen, path.End, path.Start,
            [.. contributions.Select((part, i) => new ColumnContribution(Name(i), Value(given, i), Value(typical, i), part))]);
    }

    // An image has no single value.
    private double Value(double[] row, int column) =>
        preprocessing.Encodings?[column] is ImageEncoding ? double.NaN : row[preprocessing.RawPlace(column)];

    private static Network<double> WithLink(Network<double> network, Layer link)
    {
        var linked = new Network<double>(network.Model with { Layers = [.. network.Model.Layers, link] });
        network.Parameters.Span.CopyTo(linked.Parameters.Span);
        network.Statistics.Span.CopyTo(linked.Statistics.Span);
        return linked;
    }

    private string Name(int column) => preprocessing.Columns.IsEmpty ? network.Model.Input.Place(column) : preprocessing.Columns[column];

    private double[] Encode(double[] raw)
    {
        var inputs = new double[width];
        preprocessing.Apply(Samples.From(raw, raw.Length)).Gather([0], inputs.AsSpan());
        return inputs;
    }

    // What is halfway is 0: between −1 and 1, and in the middle of a circle; it is not missing.
    private void Center(double[] inputs)
    {
        for (int i = 0; i < inputs.Length; i++)
        {
            if (preprocessing.Encodings is { } encodings && double.IsNaN(encodings[owners[i]].Typical))
                inputs[i] = 0;
        }
    }

    private int Predicted(double[] inputs)
    {
        if (preprocessing.Classes.IsEmpty)
            return 0;
        inputs.CopyTo(plan.Inputs);
        plan.Forward(new Pass(1));
        return preprocessing.ClassOf(plan.Outputs[..outputs]);
    }

    // A pass through points of the way between two rows of inputs, forward and backward from one output.
    private void Run(double[] start, double[] end, double[] points, int output)
    {
        for (int row = 0; row < points.Length; row++)
        {
            Span<double> inputs = plan.Inputs.Slice(row * width, width);
            for (int i = 0; i < width; i++)
                inputs[i] = start[i] + (points[row] * (end[i] - start[i]));
        }

        plan.Targets.Clear();
        for (int row = 0; row < points.Length; row++)
            plan.Targets[(row * outputs) + output] = 1;
        var pass = new Pass(points.Length);
        plan.Forward(pass);
        plan.Loss(pass);
        plan.Backward(pass);
    }

    private double Output(int row, int place) => plan.Outputs[(row * outputs) + place];

    // With one output for two classes, the first class has what is missing to 1.
    private (int Place, double Factor, double Shift) Reading(int output) =>
        outputs == 1 && preprocessing.Classes.Length == 2 ? (0, output == 1 ? 1 : -1, output == 1 ? 0 : 1)
        : preprocessing.TargetMean.IsEmpty ? (output, 1, 0)
        : (output, preprocessing.TargetDeviation[output], preprocessing.TargetMean[output]);

    /// <summary>The way from a baseline to a row for one output.</summary>
    private sealed class Path(IntegratedGradients owner, double[] from, double[] to, int output, double tolerance)
    {
        private readonly (int Place, double Factor, double Shift) reading = owner.Reading(output);
        private readonly double[] parts = new double[from.Length];

        public double Start { get; private set; }

        public double End { get; private set; }

        public double[] Parts()
        {
            (Start, End) = (At(from), At(to));
            int[] jumps = [.. Enumerable.Range(0, from.Length).Where(i => owner.jumps[i] && from[i] != to[i])];
            if (jumps.Length == 0)
            {
                Straight(from, to, 1);
                return parts;
            }

            double[] early = [.. from], late = [.. to];
            foreach (int i in jumps)
                (early[i], late[i]) = (to[i], from[i]);
            Jump(from, jumps);
            Straight(early, to, 0.5);
            Straight(from, late, 0.5);
            Jump(late, jumps);
            return parts;
        }

        // The embedded categories change, the other inputs stay as they are at the start; in both orders.
        private void Jump(double[] start, int[] jumps)
        {
            foreach (int[] order in (int[][])[jumps, [.. jumps.Reverse()]])
            {
                double[] inputs = [.. start];
                double before = At(inputs);
                foreach (int i in order)
                {
                    inputs[i] = to[i];
                    double after = At(inputs);
                    parts[i] += 0.25 * (after - before);
                    before = after;
                }
            }
        }

        // The pieces of the way with the largest errors are halved until what they are off by together is small: the error of a piece is
        // seen, as its ends' predictions are known. A network with kinks needs small pieces around each.
        private void Straight(double[] start, double[] end, double share)
        {
            double allowed = Math.Max(tolerance * Math.Max(Math.Abs(Start), Math.Abs(End)), 1e-12);
            var pieces = new PriorityQueue<Piece, double>();
            double error = Measure(start, end,
                [.. Enumerable.Range(0, FirstPieces).Select(i => (i / (double)FirstPieces, (i + 1) / (double)FirstPieces))], pieces);
            while (error > allowed && pieces.Count < MaxPieces)
            {
                var halves = new List<(double From, double To)>();
                double most = pieces.Peek().Error;
                while (halves.Count < BatchPieces && pieces.TryPeek(out Piece? piece, out _) && piece.Error > most / 100)
                {
                    pieces.Dequeue();
                    error -= piece.Error;
                    double middle = (piece.From + piece.To) / 2;
                    halves.AddRange([(piece.From, middle), (middle, piece.To)]);
                }

                error += Measure(start, end, halves, pieces);
            }

            foreach ((Piece piece, _) in pieces.UnorderedItems.OrderBy(item => item.Element.From))
            {
                for (int i = 0; i < parts.Length; i++)
                    parts[i] += share * piece.Parts[i];
            }
        }

        // Adds pieces with their parts, and gives what they are off by together.
        private double Measure(double[] start, double[] end, List<(double From, double To)> ranges, PriorityQueue<Piece, double> pieces)
        {
            double sum = 0;
            foreach ((double From, double To)[] some in ranges.Chunk(BatchPieces))
            {
                owner.Run(start, end, [.. some.SelectMany(range => Places.Select(place => range.From + ((range.To - range.From) * place)))],
                    reading.Place);
                for (int k = 0; k < some.Length; k++)
                {
                    Piece piece = PieceOf(some[k].From, some[k].To, start, end, k * Places.Length);
                    pieces.Enqueue(piece, -piece.Error);
                    sum += piece.Error;
                }
            }

            return sum;
        }

        private Piece PieceOf(double from, double to, double[] start, double[] end, int row)
        {
            var one = new double[start.Length];
            for (int node = 0; node < Places.Length; node++)
            {
                double weight = Weights[node] * (to - from) * reading.Factor;
                ReadOnlySpan<double> gradient = owner.plan.InputGradient.Slice((row + node) * one.Length, one.Length);
                for (int i = 0; i < one.Length && weight != 0; i++)
                    one[i] += weight * gradient[i] * (end[i] - start[i]);
            }

            double moved = reading.Factor * (owner.Output(row + Places.Length - 1, reading.Place) - owner.Output(row, reading.Place));
            return new Piece(from, to, one, Math.Abs(moved - one.Sum()));
        }

        private double At(double[] inputs)
        {
            owner.Run(inputs, inputs, [0], reading.Place);
            return reading.Shift + (reading.Factor * owner.Output(0, reading.Place));
        }

        private sealed record Piece(double From, double To, double[] Parts, double Error);
    }
}

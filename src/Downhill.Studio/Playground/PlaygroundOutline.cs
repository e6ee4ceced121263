using System.Runtime.InteropServices;

namespace Downhill.Studio;

/// <summary>The parts of the drawing that do not change: its layers, the positions of their weights, and the points.</summary>
/// <param name="Neurons">The number of neurons of each layer, as <see cref="PlaygroundPicture.Neurons"/>.</param>
/// <param name="Weights">Where the weights of each linear layer begin among all parameters.</param>
/// <param name="Biases">Where the biases of each linear layer begin.</param>
/// <param name="Points">
/// Four 32-bit floats for each point: across and down from 0 to 1, the class or the number from −1 to 1, and 1 for a test point.
/// </param>
/// <param name="Classes">The number of classes; 0 for numbers.</param>
public sealed record PlaygroundOutline(IReadOnlyList<int> Neurons, int[] Weights, int[] Biases, byte[] Points, int Classes)
{
    internal static PlaygroundOutline Of(PlaygroundSession session)
    {
        List<int> weights = [], biases = [];
        int start = 0;
        foreach (Parameter<float> parameter in session.Network.AllParameters)
        {
            (parameter.Shape.Rank == 2 ? weights : biases).Add(start);
            start += parameter.Shape.Size;
        }

        (double x, double y, double half) = session.Data.View;
        Dataset rows = session.Data.Raw;
        var test = session.Data.Split.Test.ToHashSet();
        float most = rows.Targets.AreClasses ? 1 : (float)Enumerable.Range(0, rows.Rows).Max(i => Math.Abs(rows.Targets.Numbers![i, 0]));
        float[] points = [.. Enumerable.Range(0, rows.Rows).SelectMany(i => (float[])
        [
            (float)((session.Data.Places[i].X - x + half) / (2 * half)),
            (float)((y + half - session.Data.Places[i].Y) / (2 * half)),
            rows.Targets.AreClasses ? rows.Targets.Label(i) : (float)rows.Targets.Numbers![i, 0] / most,
            test.Contains(i) ? 1 : 0,
        ])];
        return new PlaygroundOutline(session.Picture.Neurons, [.. weights], [.. biases],
            MemoryMarshal.AsBytes<float>(points).ToArray(), rows.Targets.Classes.Count);
    }
}

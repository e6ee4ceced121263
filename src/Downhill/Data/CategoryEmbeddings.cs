using System.Collections.Immutable;

namespace Downhill;

/// <summary>The first layers of a model for a table with embedded categories.</summary>
public static class CategoryEmbeddings
{
    /// <summary>
    /// The default number of values that represent a category. Source: D. Holzmüller et al., "Better by Default: Strong Pre-Tuned MLPs and
    /// Boosted Trees on Tabular Data", 2024, appendix A.
    /// </summary>
    public const int Outputs = 8;

    /// <summary>
    /// The layer with an <see cref="Embedding"/> for each embedded column, which passes all other inputs on; none if no column is embedded.
    /// </summary>
    /// <param name="preprocessing">The preprocessing, which makes the inputs.</param>
    /// <param name="outputs">The number of outputs for a category.</param>
    public static ImmutableArray<Layer> For(Preprocessing preprocessing, int outputs = Outputs)
    {
        var branches = ImmutableArray.CreateBuilder<ImmutableArray<Layer>>();
        int start = 0, at = 0;
        foreach (ColumnEncoding encoding in preprocessing.Encodings ?? [])
        {
            if (encoding is CategoryEncoding { IsEmbedded: true } category)
            {
                PassOn();
                branches.Add([new Slice(at, 1), new Embedding(category.Places, outputs)]);
                start = at + 1;
            }

            at += encoding.Width;
        }

        if (branches.Count == 0)
            return [];
        PassOn();
        return [new Concat(branches.ToImmutable())];

        void PassOn()
        {
            if (at > start)
                branches.Add([new Slice(start, at - start)]);
        }
    }
}

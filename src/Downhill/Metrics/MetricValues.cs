using System.Collections;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace Downhill;

/// <summary>The metrics that apply, each with its name in JSON and its value, in the order of <see cref="MetricList.All"/>.</summary>
[CollectionBuilder(typeof(MetricValues), nameof(Create))]
public sealed class MetricValues : IReadOnlyList<(string Name, double Value)>, IEquatable<MetricValues>
{
    private readonly ImmutableArray<(string Name, double Value)> values;

    private MetricValues(ImmutableArray<(string Name, double Value)> values) => this.values = values;

    /// <inheritdoc/>
    public int Count => values.Length;

    /// <inheritdoc/>
    public (string Name, double Value) this[int index] => values[index];

    /// <summary>The value of a metric; null if it does not apply.</summary>
    public double? this[string name]
    {
        get
        {
            foreach ((string known, double value) in values)
            {
                if (known == name)
                    return value;
            }

            return null;
        }
    }

    /// <summary>Metrics and their values.</summary>
    public static MetricValues Create(ReadOnlySpan<(string Name, double Value)> values) => new([.. values]);

    internal static MetricValues Of(IEnumerable<(string Name, double? Value)> values) =>
        new([.. values.Where(entry => entry.Value is not null).Select(entry => (entry.Name, entry.Value!.Value))]);

    /// <inheritdoc/>
    public bool Equals(MetricValues? other) => other is not null && values.SequenceEqual(other.values);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as MetricValues);

    /// <inheritdoc/>
    public override int GetHashCode() => values.Length;

    /// <inheritdoc/>
    public IEnumerator<(string Name, double Value)> GetEnumerator() => values.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

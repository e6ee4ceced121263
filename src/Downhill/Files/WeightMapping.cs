using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Downhill;

/// <summary>
/// Matches tensors of another program to parameters. Tensors with the same name before the last part belong to one layer. A layer takes the
/// group that fits its shapes, and of several groups the one with its own name. If as many groups as layers fit and their names differ only
/// in numbers, they are taken in the order of these numbers.
/// </summary>
internal sealed partial class WeightMapping
{
    private readonly List<WeightTarget> targets = [];
    private readonly Dictionary<string, SourceTensor[]> groups;
    private readonly IReadOnlyDictionary<string, string> pairs;
    private readonly SourceTensor[] tensors;
    private readonly bool? outputsFirst;

    public WeightMapping(IReadOnlyList<SourceTensor> tensors, Model model, IReadOnlyDictionary<string, string> pairs, bool isOwn)
    {
        this.tensors = [.. tensors.Where(tensor => !WeightNames.IsIgnored(tensor.Name))];
        this.pairs = pairs;
        outputsFirst = isOwn ? false : WeightNames.HasOutputsFirst(this.tensors.Select(tensor => tensor.Name));
        groups = this.tensors.GroupBy(tensor => WeightNames.Group(tensor.Name)).ToDictionary(group => group.Key, group => group.ToArray());
        ImageShape? flat = null;
        foreach (LayerPlace place in model.Places())
        {
            // What is flattened goes on to the next layer that weighs it; behind that, rows are rows.
            flat = place.Layer is Flatten && place.Input.Rank == 3 && place.Input[2] > 1 && place.Input[0] * place.Input[1] > 1
                ? ImageShape.Require(place.Input)
                : flat;
            (string, Shape)[] parts =
                [.. place.Layer.Parameters(place.Input).Select(spec => (spec.Name, spec.Shape)),
                .. place.Layer.Statistics(place.Input).Select(spec => (spec.Name, spec.Shape))];
            if (parts.Length > 0)
                targets.Add(new WeightTarget(place, parts,
                    flat is { } image && image.Places * image.Channels == place.Input.Size && place.Input.Rank == 1 ? flat : null));
            if (place.Layer is Linear)
                flat = null;
        }
    }

    public ImmutableArray<WeightMatch> Find()
    {
        if (tensors.All(tensor => InOrder().IsMatch(tensor.Name)))
            return ByOrder();
        var found = new Dictionary<WeightTarget, WeightMatch[]>();
        var taken = new HashSet<string>();
        foreach (WeightTarget target in targets.Where(target => pairs.ContainsKey(target.Name)))
            Take(target, pairs[target.Name]);
        if (pairs.Keys.FirstOrDefault(name => targets.TrueForAll(target => target.Name != name)) is string unknown)
            throw new DownhillException(
                $"the model has no layer '{unknown}' with weights; it has {string.Join(", ", targets.Select(target => target.Name))}");
        foreach (WeightTarget target in targets.Where(target => !found.ContainsKey(target)))
        {
            if (groups.Keys.FirstOrDefault(group => Plain(group) == Plain(target.Name)) is string same
                && Fit(target, groups[same]) is not null)
                Take(target, same);
        }

        foreach (IGrouping<string, WeightTarget> alike in targets.Where(target => !found.ContainsKey(target))
            .GroupBy(target => string.Join(' ', Candidates(target))).ToArray())
        {
            WeightTarget[] layers = [.. alike];
            string[] candidates = [.. Candidates(layers[0])];
            if (candidates.Length < layers.Length)
                throw Missing(layers[candidates.Length],
                    candidates.Length > 0 ? $", besides those for "
                        + $"{string.Join(", ", layers.Take(candidates.Length).Select(layer => layer.Name))}" : string.Empty);
            bool isClear = candidates.Length == layers.Length
                && (layers.Length == 1 || candidates.Select(name => Numbers().Replace(name, "0")).Distinct().Count() == 1);
            if (!isClear)
            {
                throw new DownhillException(
                    $"'{layers[0].Name}' may be "
                        + $"{string.Join(" or ", candidates.Take(4).Select(name => $"'{name}'"))}"
                        + $"{(candidates.Length > 4 ? ", …" : string.Empty)}: their shapes are alike and their names do not tell. "
                    + $"Say which{new Hint(Setting.Map)}, as in {layers[0].Name}={candidates[0]}");
            }

            foreach ((WeightTarget layer, string group) in layers.Zip(candidates))
                Take(layer, group);
        }

        if (groups.Keys.FirstOrDefault(group => !taken.Contains(group)) is string left)
            throw new DownhillException($"the tensor {groups[left][0]} belongs to no layer of the model");
        return [.. targets.SelectMany(target => found[target])];

        void Take(WeightTarget target, string group)
        {
            if (!groups.TryGetValue(group, out SourceTensor[]? members))
                throw new DownhillException(
                    $"no tensor is called '{group}.…', which '{target.Name}' is to be; "
                        + $"there are {string.Join(", ", groups.Keys.Take(8).Select(name => $"'{name}'"))}");
            if (!taken.Add(group))
                throw new DownhillException($"'{group}' is to be two layers, one of them '{target.Name}'");
            found[target] = Fit(target, members)
                ?? throw new DownhillException(
                    $"'{target.Name}' needs {Parts(target)}, "
                        + $"but '{group}' holds {string.Join(", ", members.Take(6).Select(member => member.ToString()))}");
        }

        IEnumerable<string> Candidates(WeightTarget target) =>
            groups.Keys.Where(group => !taken.Contains(group) && Fit(target, groups[group]) is not null)
            .OrderBy(name => Numbers().Replace(name, match => match.Value.Length <= 12 ? match.Value.PadLeft(12, '0') : match.Value),
                StringComparer.Ordinal);
    }

    // Arrays without names are in layer order, as Keras gives its weights.
    private ImmutableArray<WeightMatch> ByOrder()
    {
        SourceTensor[] order = [.. tensors.OrderBy(tensor => tensor.Name.Length).ThenBy(tensor => tensor.Name, StringComparer.Ordinal)];
        (WeightTarget Target, string Name, Shape Shape)[] parts =
            [.. targets.SelectMany(target => target.Parts.Select(part => (target, part.Name, part.Shape)))];
        if (order.Length != parts.Length)
            throw new DownhillException(
                $"it holds {order.Length} arrays without names, and the model has {parts.Length} parameters and statistics");
        return
        [
            .. parts.Zip(order, (part, tensor) => Fit(part.Target, part.Name, part.Shape, tensor)
                ?? throw new DownhillException(
                    $"'{part.Target.Name}.{part.Name}' {part.Shape} does not fit the array at its place, {tensor}")),
        ];
    }

    private DownhillException Missing(WeightTarget target, string besides) => new(
        $"no tensors fit '{target.Name}', which needs {Parts(target)}{besides}; "
            + $"there are {string.Join(", ", tensors.Take(8).Select(tensor => tensor.ToString()))}"
            + $"{(tensors.Length > 8 ? ", …" : string.Empty)}");

    private static string Parts(WeightTarget target) => string.Join(" and ", target.Parts.Select(part => $"{part.Name} {part.Shape}"));

    private WeightMatch[]? Fit(WeightTarget target, SourceTensor[] group)
    {
        var fitted = new List<WeightMatch>();
        foreach ((string name, Shape shape) in target.Parts)
        {
            if (Array.Find(group, tensor => WeightNames.Fits(tensor.Name, name)) is not SourceTensor tensor
                || Fit(target, name, shape, tensor) is not WeightMatch match)
                return null;
            fitted.Add(match);
        }

        return fitted.Count == group.Length ? [.. fitted] : null;
    }

    private WeightMatch? Fit(WeightTarget target, string name, Shape shape, SourceTensor tensor)
    {
        bool isFirst = outputsFirst ?? (shape.Rank == 2 && shape[0] != shape[1] && tensor.Shape.SequenceEqual([shape[1], shape[0]]));
        int[]? order = (target.Place.Layer, name) switch
        {
            (Linear, "weight") when isFirst => [1, 0],
            (Conv2D or Conv2DTranspose, "weight") when isFirst => [2, 3, 1, 0],
            _ => null,
        };
        bool isDepthwise = target.Place.Layer is Conv2D && name == "weight" && WeightNames.Last(tensor.Name) == "depthwise_kernel";
        IEnumerable<long> laid = order is null || tensor.Shape.Count != order.Length
            ? tensor.Shape
            : order.Select(axis => tensor.Shape[axis]);
        if (isDepthwise && tensor.Shape.Count == 4)
            laid = [tensor.Shape[0], tensor.Shape[1], 1, tensor.Shape[2] * tensor.Shape[3]];
        if (tensor.Count != shape.Size || !laid.SequenceEqual(shape.Select(extent => (long)extent)))
            return null;
        bool isFlat = outputsFirst == true && target.Flat is not null && (target.Place.Layer is not Linear || name == "weight");
        return new WeightMatch($"{target.Name}.{name}", shape, tensor, order, isFlat ? target.Flat : null);
    }

    private static string Plain(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();

    [GeneratedRegex("[0-9]+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Numbers();

    [GeneratedRegex("^arr_[0-9]+$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex InOrder();
}

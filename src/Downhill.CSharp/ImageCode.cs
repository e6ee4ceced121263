using Downhill.Kernels;

namespace Downhill.CSharp;

/// <summary>The C# code of layers for images. The numbers of an image are in the order of the network: rows, columns, channels.</summary>
internal static class ImageCode
{
    public static string Convolve(CodeAt at, string x, string function, WindowShape window, bool hasBias)
    {
        string bias = hasBias ? at.Table("bias") : at.Code.Table($"{at.Name}.bias", []);
        string sums = at.Code.Buffer(at.Name + " sums", Math.Max(window.GroupOutputs, window.GroupChannels));
        return LayerCode.Call(at, x, function, at.Table("weight"), bias, Window(at, window), sums);
    }

    /// <summary>How a window slides, as a table; the functions for images know its order.</summary>
    public static string Window(CodeAt at, WindowShape window) => at.Code.Wholes(
        at.Name + " window",
        [
            window.Height, window.Width, window.Channels, window.OutputHeight, window.OutputWidth, window.Outputs, window.KernelHeight,
            window.KernelWidth,
            window.StrideY, window.StrideX, window.DilationY, window.DilationX, window.Top, window.Left, window.Groups,
        ]);

    /// <summary>A window of the whole image.</summary>
    public static WindowShape Whole(Shape input)
    {
        var image = ImageShape.Require(input);
        return image.Window(image.Channels, new PlaneSize(image.Height, image.Width), 1, Padding.Valid, 1, image.Channels);
    }

    public static string Enlarge(CodeAt at, string x)
    {
        var image = ImageShape.Require(at.Input);
        var layer = (Upsample)at.Layer;
        return LayerCode.Call(
            at, x, layer.Mode == UpsampleMode.Nearest ? "Repeat" : "Interpolate", $"{image.Height}", $"{image.Width}", $"{image.Channels}",
            $"{layer.Factor.Height}", $"{layer.Factor.Width}");
    }

    // Images along their channels, rows along the first axis.
    public static string Join(CodeAt at, string x)
    {
        (string From, int Count)[] parts =
            [.. at.Layer.Chains.Select(chain => (at.Code.Write(chain.Layers, x), Model.OutputShape(at.Input, chain.Layers).Size))];
        string y = at.NewOutput();
        int places = ImageShape.Split(at.Output).Places, width = at.Output.Size / places, to = 0;
        foreach ((string from, int count) in parts)
        {
            at.Step(places == 1
                ? $"Array.Copy({from}, 0, {y}, {to}, {count});"
                : $"for (int i = 0; i < {places}; i++)\n    Array.Copy({from}, i * {count / places}, {y}, (i * {width}) + {to}, "
                    + $"{count / places});");
            to += count / places;
        }

        return y;
    }

    // By as many numbers, or by one for each channel.
    public static string Multiply(CodeAt at, string x)
    {
        string factors = at.Code.Write(at.Layer.Chains[0].Layers, x), y = at.NewOutput();
        at.Step($"for (int i = 0; i < {y}.Length; i++)\n    {y}[i] = {x}[i] * {factors}[i % {factors}.Length];");
        return y;
    }

    // A function of a whole row; of an image, of each place.
    public static string OfPlaces(CodeAt at, string x, string function, params string[] more)
    {
        (int places, int size) = ImageShape.Split(at.Input);
        string squares = at.Code.Buffer(at.Name + " squares", size);
        if (places == 1)
            return LayerCode.Call(at, x, function, [.. more, squares]);
        at.Code.Use(function);
        string row = at.Code.Buffer(at.Name + " place", size), result = at.Code.Buffer(at.Name + " result", size), y = at.NewOutput();
        at.Step($$"""
            for (int i = 0; i < {{at.Input.Size}}; i += {{size}})
            {
                Array.Copy({{x}}, i, {{row}}, 0, {{size}});
                {{function}}({{string.Join(", ", [row, .. more, squares, result])}});
                Array.Copy({{result}}, 0, {{y}}, i, {{size}});
            }
            """);
        return y;
    }
}

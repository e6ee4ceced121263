using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Downhill.Reports;

namespace Downhill.Tests;

public sealed partial class LandscapeSvgTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void The_picture_is_well_formed_and_every_place_in_it_finite()
    {
        XElement picture = Render(LandscapeTests.Along(new LandscapeOptions(Steps: 300, Span: 2, Optimizer: new Sgd(0.5))));
        string[] kinds = ["x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "d", "points", "width", "height"];
        int count = 0;
        foreach (XAttribute attribute in picture.Descendants().Attributes()
            .Where(attribute => kinds.Contains(attribute.Name.LocalName) && attribute.Value != "100%"))
        {
            foreach (string number in attribute.Value.Split(['M', 'L', 'Z', ',', ' '], StringSplitOptions.RemoveEmptyEntries))
            {
                Assert.True(double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
                    && double.IsFinite(value), $"{attribute.Name}: {number}");
                count++;
            }
        }

        Assert.True(count > 1000);
        Assert.Equal(12, picture.Elements(Svg + "g").First().Elements(Svg + "path").Count());
        Assert.Single(picture.Descendants(Svg + "polyline"), line => (string?)line.Attribute("class") == "path");
    }

    [Fact]
    public void The_picture_says_what_it_shows()
    {
        XElement picture = Render(LandscapeTests.Along(new LandscapeOptions(Steps: 3, Optimizer: new Sgd(0.5))));
        Assert.Equal("a <b> & \"c\"  ", picture.Element(Svg + "title")!.Value);
        Assert.Contains("after 3 steps is at", picture.Element(Svg + "desc")!.Value, StringComparison.Ordinal);
        Assert.Equal("landscape-title landscape-desc", (string?)picture.Attribute("aria-labelledby"));
        Assert.Contains(picture.Elements(Svg + "text"), text => text.Value == "linear2.bias[1]");
        Assert.Contains("prefers-color-scheme: dark", picture.Element(Svg + "style")!.Value, StringComparison.Ordinal);
        Assert.DoesNotMatch(Elsewhere(), picture.ToString());
    }

    [Fact]
    public void A_flat_landscape_and_one_with_holes_are_drawn_too()
    {
        Landscape landscape = LandscapeTests.Along(new LandscapeOptions(Grid: 2));
        Render(landscape with { Costs = [[1, 1], [1, 1]] });
        Render(landscape with { Costs = [[1, double.NaN], [double.PositiveInfinity, 2]] });
        Render(landscape with { Path = [landscape.Centre, landscape.Centre with { X = 1e300 }] });
    }

    [Fact]
    public void Numbers_at_an_axis_are_round()
    {
        Assert.Equal(["-1", "-0.5", "0", "0.5", "1"], NiceNumbers.Between(-1, 1).Select(NiceNumbers.Text));
        Assert.Equal(["0.25", "0.3", "0.35"], NiceNumbers.Between(0.21, 0.38).Select(NiceNumbers.Text));
        Assert.Equal(["0", "20000", "40000", "60000", "80000", "1E+05"], NiceNumbers.Between(0, 100_001).Select(NiceNumbers.Text));
    }

    private static XElement Render(Landscape landscape)
    {
        string text = LandscapeSvg.Render(landscape, "a <b> & \"c\" \u0001");
        Assert.DoesNotContain("NaN", text, StringComparison.Ordinal);
        return XElement.Parse(text);
    }

    [GeneratedRegex("(href|src|url\\((?!#)|@import)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Elsewhere();
}

using System.Collections.Immutable;
using System.Globalization;
using Bunit;
using Downhill.Reports;
using Downhill.Studio.Components;
using Microsoft.AspNetCore.Components;

namespace Downhill.Studio.Tests;

/// <summary>Components by themselves: what they show, and what a click or a change does.</summary>
public sealed class ComponentTests : BunitContext
{
    public ComponentTests() => SetRendererInfo(new RendererInfo("Server", isInteractive: true));

    [Fact]
    public void A_walk_goes_from_its_first_number_to_its_last_and_back()
    {
        ImmutableArray<WalkStop> stops = new LessonSession("hill").Walk;
        var seen = new List<WalkStop>();
        var walk = Render<WalkPanel>(parameters => parameters.Add(panel => panel.Stops, stops).Add(panel => panel.OnStop, seen.Add));
        Assert.Equal("0", walk.Find("[data-walk]").GetAttribute("data-walk"));
        walk.Find(".primary").Click();
        Assert.Equal(stops[1].Value.ToString("R", CultureInfo.InvariantCulture), walk.Find("[data-walk]").GetAttribute("data-value"));
        walk.FindAll("button").Single(button => button.TextContent == "Update").Click();
        Assert.Equal(WalkPhase.Update, seen[^1].Phase);
        walk.Find("input[type=range]").Input((stops.Length - 1).ToString(CultureInfo.InvariantCulture));
        Assert.True(walk.Find(".primary").HasAttribute("disabled"));
        Assert.Equal(stops[^1], seen[^1]);
    }

    [Fact]
    public void A_lessons_numbers_are_changed_stepped_and_brought_back()
    {
        var play = Render<LessonPlay>(parameters => parameters.Add(panel => panel.Lesson, Lessons.Example("slope")!));
        Assert.Equal("0.5", play.Find("input[aria-label='Start of w']").GetAttribute("value"));
        play.Find("input[aria-label='Start of w']").Change("1.5");
        play.FindAll("button").Single(button => button.TextContent == "Step ▶").Click();
        var session = new LessonSession("slope");
        session.Change(session.Example.WithParameters([1.5]));
        session.GoTo(1);
        Assert.Equal(session.Cost.ToString("F8", CultureInfo.InvariantCulture), play.Find("[data-cost]").TextContent);
        play.Find("input[aria-label='Start of w']").Change("much");
        Assert.NotEmpty(play.Find("[role=alert]").TextContent);
        play.FindAll("button").Single(button => button.TextContent == "Reset").Click();
        Assert.Equal("0.5", play.Find("input[aria-label='Start of w']").GetAttribute("value"));
    }

    [Fact]
    public void A_network_with_other_layers_shows_its_numbers_and_lets_its_samples_be_changed()
    {
        var example = new WorkedExample(
            Model.Parse("linear 2, layer-norm, linear 1", [2], 1), new MeanSquaredError(), new Adam(0.1), [new WorkedSample([1, 2], [3])]);
        Network<double> network = example.NewNetwork();
        var play = Render<LessonPlay>(parameters =>
            parameters.Add(panel => panel.Lesson,
            new LessonExample(example, [.. Enumerable.Range(0, network.Parameters.Length).Select(i => $"w{i}")], [])));
        Assert.All(play.FindAll(".parameters input"), field => Assert.True(field.HasAttribute("disabled")));
        play.Find("input[aria-label='target 1 of row 1']").Change("4");
        play.FindAll("button").Single(button => button.TextContent == "Step ▶").Click();
        Assert.Equal(example.WithSample(0, 2, 4).Run(1).LossAfter.ToString("F8", CultureInfo.InvariantCulture),
            play.Find("[data-cost]").TextContent);
    }

    [Fact]
    public void The_patch_of_a_place_is_marked_and_its_products_add_up()
    {
        var play = Render<ConvolutionPlay>();
        play.Find("[data-grid=z] tr:nth-child(3) td:nth-child(2) button").Click();
        double[] image = [.. ConvolutionExample.Given.Image], kernel = [.. ConvolutionExample.Given.Kernel];
        int[] patch = [11, 12, 13, 16, 17, 18, 21, 22, 23];
        Assert.Equal(patch, play.FindAll("[data-grid=x] td").Index().Where(cell => cell.Item.ClassList.Contains("marked"))
            .Select(cell => cell.Index));
        Assert.Equal(patch.Select((place, k) => image[place] * kernel[k]).Sum(),
            double.Parse(play.Find("[data-sum]").GetAttribute("data-sum")!, CultureInfo.InvariantCulture), 1e-12);
    }

    [Fact]
    public void A_network_grows_by_a_neuron_and_keeps_one_input()
    {
        PlaygroundState state = PlaygroundState.Default with { Hidden = [4, 8] };
        PlaygroundState? changed = null;
        (int Layer, int Neuron)? selected = null;
        var network = Render<NetworkPanel>(parameters => parameters.Add(panel => panel.State, state).Add(panel => panel.Dead, [(1, 2)])
            .Add(panel => panel.OnChange, (PlaygroundState wanted) => changed = wanted)
                .Add(panel => panel.OnSelect, ((int, int) place) => selected = place));
        Assert.Equal(13, network.FindAll("button.neuron:not(:disabled)").Count);
        network.Find("[aria-label='More neurons in hidden layer 1']").Click();
        Assert.Equal([5, 8], changed!.Hidden.ToArray());
        Assert.Contains("dead", network.Find(".neuron.dead").GetAttribute("aria-label")!, StringComparison.Ordinal);
        network.Find(".neuron.dead").Click();
        Assert.Equal((1, 2), selected);
        network.Render(parameters => parameters.Add(panel => panel.State, state with { Inputs = ["x"] }));
        changed = null;
        network.Find(".inputs [aria-pressed=true]").Click();
        Assert.Null(changed);
    }

    [Fact]
    public void A_weights_derivative_stands_in_the_glass_and_its_value_can_be_set()
    {
        var session = new PlaygroundSession(PlaygroundText.Read("data=moons&hidden=3"));
        session.RunTo(5);
        (int Index, float Value)? set = null;
        var glass = Render<GlassPanel>(parameters =>
            parameters.Add(panel => panel.Session, session).Add(panel => panel.View, GlassView.Of(session, 2, row: 4))
            .Add(panel => panel.Row, 4).Add(panel => panel.OnValue, ((int, float) change) => set = change));
        double difference = double.Parse(glass.FindAll("dd")[1].TextContent, CultureInfo.InvariantCulture);
        double derivative = double.Parse(glass.Find("[data-derivative]").GetAttribute("data-derivative")!, CultureInfo.InvariantCulture);
        Assert.Equal(difference, derivative, 1e-7);
        Assert.NotEqual(0, derivative);
        glass.Find(".glass-head input").Change("0.25");
        Assert.Equal((2, 0.25f), set);
    }

    [Fact]
    public void Points_that_are_pasted_become_columns_to_choose_from()
    {
        PlaygroundTable? read = null;
        var data = Render<DataPanel>(parameters =>
            parameters.Add(panel => panel.State, PlaygroundState.Default)
            .Add(panel => panel.OnTable, (PlaygroundTable? table) => read = table));
        data.FindAll("button").Single(button => button.TextContent == "My table").Click();
        data.Find("textarea").Change("a,b,c,kind\n1,2,3,x\n4,5,6,y\n");
        data.FindAll("button").Single(button => button.TextContent == "Read").Click();
        Assert.Equal(["a", "b", "c"], read!.Numbers);
        data.Find("textarea").Change("nothing");
        data.FindAll("button").Single(button => button.TextContent == "Read").Click();
        Assert.NotEmpty(data.Find("[role=alert]").TextContent);
    }
}

namespace Downhill.Studio.Tests;

public sealed class StepWalkTests
{
    // The reference numbers of examples/worked/hill.json.
    [Fact]
    public void A_step_of_hill_is_walked_through_in_its_order()
    {
        var walk = new LessonSession("hill").Walk;
        Assert.Equal([WalkPhase.Forward, WalkPhase.Loss, WalkPhase.Backward, WalkPhase.Update], walk.Select(stop => stop.Phase).Distinct());
        Assert.Equal(["linear1[0]", "linear1[1]", "sigmoid1[0]", "sigmoid1[1]", "linear2[0]", "linear2[1]", "sigmoid2[0]", "sigmoid2[1]"],
            walk.Where(stop => stop.Phase == WalkPhase.Forward).Select(stop => stop.Name));
        Assert.Equal("2 · 0.3 + 3 · (−0.4) + 0.25 = −0.35", walk[0].Numbers);
        Assert.Equal([0, 2, 4], walk[0].Lit.ToArray());
        Assert.Equal(0.7122574322957417, walk[6].Value, 1e-15);
        Assert.Equal(0.19374977898812007, walk.Single(stop => stop.Phase == WalkPhase.Loss).Value, 1e-15);
        Assert.Equal(-0.06416790496445329, walk.Single(stop => stop.Name == "∂C/∂linear1.weight[0, 0]").Value, 1e-15);
        Assert.Equal(0.3064167904964453, walk.Single(stop => stop.Phase == WalkPhase.Update && stop.Name == "linear1.weight[0, 0]").Value,
            1e-15);
        Assert.Equal(8 + 1 + 8 + 12 + 12, walk.Length);
    }

    [Theory]
    [InlineData("")]
    [InlineData("data=plane&hidden=3&activation=relu&dropout=0.3&batch=5")]
    [InlineData("data=circle&hidden=none&optimizer=sgd+learningRate=0.1")]
    public void The_walk_through_a_playground_ends_at_the_weights_of_its_next_step(string query)
    {
        var session = new PlaygroundSession(PlaygroundText.Read(query));
        session.RunTo(5);
        GlassBatch batch = GlassBatch.Of(session, row: null);
        float[] preview = session.PreviewStep();
        var walk = GlassBatch.WalkOf(session);
        Assert.Equal(batch.Loss, walk.Single(stop => stop.Phase == WalkPhase.Loss).Value);
        Assert.Equal(preview.Select(weight => (double)weight),
            walk.Where(stop => stop.Phase == WalkPhase.Update).Select(stop => stop.Value));
        double[] gradient = batch.Plan.Network.Gradient.ToArray();
        Assert.Equal(gradient, walk.Where(stop => stop.Phase == WalkPhase.Backward).TakeLast(gradient.Length).Select(stop => stop.Value));
    }
}

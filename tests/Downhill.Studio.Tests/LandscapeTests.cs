namespace Downhill.Studio.Tests;

public sealed class LandscapeTests
{
    [Theory]
    [InlineData(0, 5)]
    [InlineData(null, null)]
    public void Optimizers_race_from_the_weights_of_the_playground_on_the_same_ground(int? x, int? y)
    {
        var session = new PlaygroundSession(PlaygroundText.Read("data=moons&hidden=3&rows=200"));
        session.RunTo(10);
        float[] before = session.Network.Parameters.Span.ToArray();
        LandscapeRace race = LandscapeRace.Of(session, x, y, rate: 0.1, steps: 30, span: 2, seed: 3);
        Assert.Equal(before, session.Network.Parameters.Span.ToArray());
        Assert.Equal(LandscapeRace.Racers, race.Paths.Select(path => path.Key));
        Assert.All(race.Paths, path =>
        {
            Assert.Equal(31, path.Value.Length);
            Assert.Equal(race.Ground.Centre, path.Value[0]);
            Assert.True(path.Value[^1].Cost < path.Value[0].Cost, path.Key);
        });
        Assert.Equal(4, race.Paths.Select(path => path.Value[^1]).Distinct().Count());
        if (x is int across)
            Assert.Equal(before[across], race.Ground.Centre.X, 1e-7);
        var plan = Plan<double>.ForEvaluation(session.Network.ConvertTo<double>(), 140, session.Training.Loss);
        session.Data.Training.Gather([.. Enumerable.Range(0, 140)], plan.Inputs, plan.Targets, 1);
        plan.Forward(new Pass(140));
        Assert.Equal(plan.Loss(new Pass(140)), race.Ground.Centre.Cost, 1e-12);
    }

    [Fact]
    public void One_parameter_twice_spans_no_plane() =>
        Assert.Throws<DownhillException>(() => LandscapeRace.Of(new PlaygroundSession(PlaygroundState.Default), 1, 1, 0.1, 10, 2, 0));
}

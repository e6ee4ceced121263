namespace Downhill.Tests;

/// <summary>What a package offers is written down, so that a change of it is seen.</summary>
public sealed class PublicApiTests
{
    [Theory]
    [InlineData(typeof(Model))]
    [InlineData(typeof(Tables.Table))]
    [InlineData(typeof(Experiments.Experiment))]
    [InlineData(typeof(Reports.Block))]
    [InlineData(typeof(Downhill.Images.ImageFolder))]
    [InlineData(typeof(Mpi.MpiCommunicator))]
    public void The_public_surface_is_the_one_on_file(Type one) => Assert.Equal(string.Empty, PublicApi.Changes(one.Assembly));
}

using Downhill.Tests;

namespace Downhill.Serving.Tests;

/// <summary>What a package offers is written down, so that a change of it is seen.</summary>
public sealed class PublicApiTests
{
    [Theory]
    [InlineData(typeof(Serving.ServingOptions))]
    public void The_public_surface_is_the_one_on_file(Type one) => Assert.Equal(string.Empty, PublicApi.Changes(one.Assembly));
}

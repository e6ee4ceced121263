using Downhill.Tests;

namespace Downhill.Onnx.Tests;

/// <summary>What a package offers is written down, so that a change of it is seen.</summary>
public sealed class PublicApiTests
{
    [Theory]
    [InlineData(typeof(Onnx.OnnxExport))]
    public void The_public_surface_is_the_one_on_file(Type one) => Assert.Equal(string.Empty, PublicApi.Changes(one.Assembly));
}

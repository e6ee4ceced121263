using System.Reflection;

namespace Downhill.Experiments;

/// <summary>The version of Downhill, as in run records.</summary>
internal static class ProductVersion
{
    /// <summary>Its text: 0.1.0.</summary>
    public static string Text { get; } =
        typeof(ProductVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";
}

using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json.Serialization;

namespace Downhill;

/// <summary>The names that the catalogue gives to the records of layers, losses and the like.</summary>
internal static class CatalogName
{
    private static readonly ConcurrentDictionary<Type, string?> Names = new();

    /// <summary>The name of a description's kind: <c>linear</c>.</summary>
    /// <exception cref="DownhillException">The catalogue has no such kind.</exception>
    public static string Of(object description) => Find(description.GetType()) ?? throw Unknown(description.GetType());

    /// <summary>Registers the name of a kind that a program defines.</summary>
    public static void Register(Type type, string name) => Names[type] = name;

    private static string? Find(Type type) => Names.GetOrAdd(type, Listed);

    // The list stands on the base record: see Catalog.cs.
    private static string? Listed(Type type)
    {
        for (Type? ancestor = type.BaseType; ancestor is not null; ancestor = ancestor.BaseType)
        {
            foreach (JsonDerivedTypeAttribute entry in ancestor.GetCustomAttributes<JsonDerivedTypeAttribute>(inherit: false))
            {
                if (entry.DerivedType == type)
                    return (string?)entry.TypeDiscriminator;
            }
        }

        return null;
    }

    private static DownhillException Unknown(Type type) =>
        new($"The {Family(type)} {type.Name} is not in the catalogue; register it before use.");

    private static string Family(Type type)
    {
        Type family = type;
        while (family.BaseType is Type ancestor && ancestor != typeof(object))
            family = ancestor;
        return family.Name.ToLowerInvariant();
    }
}

using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace Downhill.Tests;

/// <summary>
/// What an assembly offers to other people's programs, a line for each type and member, as it stands in the folder <c>api</c>.
/// </summary>
internal static class PublicApi
{
    /// <summary>Compares an assembly with its file; writes the file anew where <c>DOWNHILL_UPDATE_DOCS</c> is 1.</summary>
    /// <param name="assembly">The assembly.</param>
    /// <returns>The lines that only one of the two has, + and − before them; empty where they are the same.</returns>
    public static string Changes(Assembly assembly)
    {
        string name = assembly.GetName().Name!, path = Path.Combine(Root(), "api", $"{name}.txt");
        string[] now = Lines(assembly);
        if (Environment.GetEnvironmentVariable("DOWNHILL_UPDATE_DOCS") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, string.Join('\n', now) + "\n");
        }

        string[] then = File.Exists(path) ? File.ReadAllLines(path) : [];
        string[] changes = [.. now.Except(then).Select(line => $"+ {line}"), .. then.Except(now).Select(line => $"- {line}")];
        return changes.Length == 0 ? string.Empty
            : $"The public surface of {name} changed. If that is meant, write api/{name}.txt anew with DOWNHILL_UPDATE_DOCS=1 dotnet test "
                + $"--filter PublicApi\n{string.Join('\n', changes.Take(20))}";
    }

    private static string[] Lines(Assembly assembly)
    {
        var lines = new List<string>();
        foreach (Type type in assembly.GetExportedTypes().Where(type => !IsGenerated(type)))
        {
            string owner = Name(type);
            lines.Add($"{Kind(type)} {owner}{Bases(type)}");
            const BindingFlags Own = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
            foreach (MemberInfo member in type.GetMembers(Own)
                .Where(member => IsVisible(member) && !IsGenerated(member) && member is not Type))
                lines.Add($"{owner}.{Text(member)}");
        }

        lines.Sort(StringComparer.Ordinal);
        return [.. lines.Distinct()];
    }

    private static bool IsGenerated(MemberInfo member) =>
        member.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false) || member.Name.Contains('<', StringComparison.Ordinal);

    private static bool IsVisible(MemberInfo member) => member switch
    {
        FieldInfo field => (field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly) && !field.IsSpecialName,
        MethodBase method => (method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly)
            && (!method.IsSpecialName || method is ConstructorInfo || method.Name.StartsWith("op_", StringComparison.Ordinal)),
        PropertyInfo property => property.GetAccessors(nonPublic: true).Any(IsVisibleAccessor),
        EventInfo e => e.AddMethod is MethodInfo add && IsVisibleAccessor(add),
        _ => false,
    };

    private static bool IsVisibleAccessor(MethodInfo method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static string Kind(Type type) => type.IsEnum ? "enum" : type.IsInterface ? "interface" : type.IsValueType ? "struct"
        : typeof(Delegate).IsAssignableFrom(type) ? "delegate"
        : type.IsAbstract && type.IsSealed ? "static class" : type.IsAbstract ? "abstract class" : type.IsSealed ? "sealed class" : "class";

    private static string Bases(Type type) => type.BaseType is Type parent && parent != typeof(object) && parent != typeof(ValueType)
        && parent != typeof(Enum) ? $" : {Name(parent)}" : string.Empty;

    private static string Text(MemberInfo member) => member switch
    {
        FieldInfo { IsLiteral: true, DeclaringType.IsEnum: true } field =>
            $"{field.Name} = {Convert.ToInt64(field.GetRawConstantValue(), System.Globalization.CultureInfo.InvariantCulture)}",
        FieldInfo field => $"{field.Name} : {Name(field.FieldType)}",
        PropertyInfo property => $"{property.Name}{Parameters(property.GetIndexParameters(), "[", "]")} : "
            + $"{Name(property.PropertyType)} "
            + $"{{{(property.GetMethod is null ? string.Empty : " get;")}"
            + $"{(property.SetMethod is MethodInfo set && IsVisibleAccessor(set) ? " set;" : string.Empty)} }}",
        ConstructorInfo constructor => $"new{Parameters(constructor.GetParameters(), "(", ")", always: true)}",
        MethodInfo method => $"{method.Name}{Generic(method)}{Parameters(method.GetParameters(), "(", ")", always: true)} : "
            + $"{Name(method.ReturnType)}",
        _ => member.Name,
    };

    private static string Generic(MethodInfo method) => method.IsGenericMethod
        ? $"<{string.Join(", ", method.GetGenericArguments().Select(Name))}>"
        : string.Empty;

    private static string Parameters(ParameterInfo[] parameters, string open, string close, bool always = false) => parameters.Length == 0
        && !always ? string.Empty
        : $"{open}"
            + $"{string.Join(", ", parameters.Select(parameter => $"{Name(parameter.ParameterType)} {parameter.Name}{(parameter.HasDefaultValue ? " = …" : string.Empty)}"))}{close}";

    private static string Name(Type type)
    {
        if (type.IsGenericParameter)
            return type.Name;
        if (type.HasElementType)
            return Name(type.GetElementType()!) + (type.IsArray ? "[]" : type.IsByRef ? "&" : "*");
        string name = type.IsNested ? $"{Name(type.DeclaringType!)}.{type.Name}" : type.Namespace is null or "System" ? type.Name
            : type.Namespace.StartsWith("Downhill", StringComparison.Ordinal) ? type.Name : type.FullName is null ? type.Name
            : $"{type.Namespace}.{type.Name}";
        if (!type.IsGenericType)
            return name;
        var text = new StringBuilder(name.Split('`')[0]);
        return text.Append('<').AppendJoin(", ", type.GetGenericArguments().Select(Name)).Append('>').ToString();
    }

    private static string Root()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Downhill.slnx")))
                return folder.FullName;
        }

        throw new InvalidOperationException("Downhill.slnx is in none of the folders above the tests.");
    }
}

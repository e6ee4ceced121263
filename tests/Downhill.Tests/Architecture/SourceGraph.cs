using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Downhill.Tests.Architecture;

/// <summary>One file that uses another, and the first use that was found.</summary>
internal readonly record struct FileUse(string From, string To, string Example);

/// <summary>
/// Which source file of an assembly uses which: the files are those of the portable PDB, the uses those of the metadata and of the methods'
/// instructions. Constants leave no trace in either; neither do documentation comments.
/// </summary>
internal sealed class SourceGraph
{
    private static readonly Guid TypeDefinitionDocuments = new("932E74BC-DBA9-4478-8D46-0F32A7BAB3D3");

    private readonly MetadataReader metadata, symbols;
    private readonly PEReader image;
    private readonly string root;
    private readonly Dictionary<TypeDefinitionHandle, string> homes = [];
    private readonly Dictionary<(string From, string To), string> uses = [];

    private SourceGraph(PEReader image, MetadataReader symbols, string root)
    {
        this.image = image;
        this.symbols = symbols;
        this.root = root;
        metadata = image.GetMetadataReader();
        foreach (TypeDefinitionHandle type in metadata.TypeDefinitions)
            FindHome(type);
        foreach (TypeDefinitionHandle type in metadata.TypeDefinitions)
            Scan(type);
    }

    /// <summary>The uses between files, by their paths under the project's folder; a file's use of itself is none.</summary>
    public IEnumerable<FileUse> Uses => uses.Select(use => new FileUse(use.Key.From, use.Key.To, use.Value));

    /// <summary>All files that hold code.</summary>
    public IEnumerable<string> Files => homes.Values.Distinct();

    /// <summary>The home of a type, a file's path under the project's folder.</summary>
    public string? HomeOf(string typeName) =>
        homes.Where(home => metadata.GetString(metadata.GetTypeDefinition(home.Key).Name) == typeName).Select(home => home.Value)
            .FirstOrDefault();

    /// <summary>Reads an assembly and the PDB beside it.</summary>
    /// <param name="assembly">The path of the assembly.</param>
    /// <param name="root">
    /// How the project's folder ends, as <c>src/Downhill/</c>; files outside of it, such as generated ones, are left out.
    /// </param>
    public static SourceGraph Read(string assembly, string root)
    {
        using var code = new PEReader(File.OpenRead(assembly));
        using MetadataReaderProvider names =
            MetadataReaderProvider.FromPortablePdbStream(File.OpenRead(Path.ChangeExtension(assembly, ".pdb")));
        return new SourceGraph(code, names.GetMetadataReader(), root);
    }

    /// <summary>The largest groups of nodes each of which reaches all others of its group, largest first.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Cycles(IEnumerable<(string From, string To)> edges)
    {
        ILookup<string, string> next = edges.Where(edge => edge.From != edge.To).ToLookup(edge => edge.From, edge => edge.To);
        var index = new Dictionary<string, int>();
        var low = new Dictionary<string, int>();
        var open = new Stack<string>();
        var cycles = new List<IReadOnlyList<string>>();
        foreach (string node in next.Select(group => group.Key))
        {
            if (!index.ContainsKey(node))
                Visit(node);
        }

        return [.. cycles.OrderByDescending(cycle => cycle.Count)];

        // R. Tarjan, "Depth-First Search and Linear Graph Algorithms", 1972.
        void Visit(string node)
        {
            index[node] = low[node] = index.Count;
            open.Push(node);
            foreach (string other in next[node])
            {
                if (!index.ContainsKey(other))
                    Visit(other);
                if (open.Contains(other))
                    low[node] = Math.Min(low[node], low[other]);
            }

            if (low[node] != index[node])
                return;
            var cycle = new List<string>();
            do
                cycle.Add(open.Pop());
            while (cycle[^1] != node);
            if (cycle.Count > 1)
                cycles.Add(cycle);
        }
    }

    private string? PathOf(DocumentHandle document)
    {
        if (document.IsNil)
            return null;
        string path = symbols.GetString(symbols.GetDocument(document).Name).Replace('\\', '/');
        int start = path.LastIndexOf("/" + root, StringComparison.Ordinal);
        return start < 0 || path.Contains("/obj/", StringComparison.Ordinal) || path.EndsWith(".g.cs", StringComparison.Ordinal)
            ? null
            : path[(start + 1 + root.Length)..];
    }

    private string? PathOf(MethodDefinitionHandle method)
    {
        MethodDebugInformation debug = symbols.GetMethodDebugInformation(method.ToDebugInformationHandle());
        if (!debug.Document.IsNil)
            return PathOf(debug.Document);
        return debug.SequencePointsBlob.IsNil
            ? null
            : debug.GetSequencePoints().Select(point => PathOf(point.Document)).FirstOrDefault(path => path is not null);
    }

    // Of several files of one type, the one that bears its name.
    private void FindHome(TypeDefinitionHandle handle)
    {
        TypeDefinition type = metadata.GetTypeDefinition(handle);
        var files = new List<string?>(type.GetMethods().Select(PathOf));
        foreach (CustomDebugInformationHandle each in symbols.GetCustomDebugInformation(handle))
        {
            CustomDebugInformation information = symbols.GetCustomDebugInformation(each);
            if (symbols.GetGuid(information.Kind) != TypeDefinitionDocuments)
                continue;
            BlobReader blob = symbols.GetBlobReader(information.Value);
            while (blob.RemainingBytes > 0)
                files.Add(PathOf(MetadataTokens.DocumentHandle(blob.ReadCompressedInteger())));
        }

        string name = metadata.GetString(type.Name).Split('`')[0];
        string[] known = [.. files.OfType<string>()];
        string? home = known.FirstOrDefault(file => Path.GetFileNameWithoutExtension(file) == name) ?? known.FirstOrDefault();
        if (home is null && !type.GetDeclaringType().IsNil)
            home = homes.GetValueOrDefault(type.GetDeclaringType());
        if (home is not null)
            homes[handle] = home;
    }

    private void Scan(TypeDefinitionHandle handle)
    {
        if (!homes.TryGetValue(handle, out string? home))
            return;
        TypeDefinition type = metadata.GetTypeDefinition(handle);
        string name = metadata.GetString(type.Name);
        var signatures = new SignatureUses(metadata, type => Use(home, type, name));
        UseHandle(type.BaseType, home, name);
        foreach (InterfaceImplementationHandle each in type.GetInterfaceImplementations())
            UseHandle(metadata.GetInterfaceImplementation(each).Interface, home, name);
        UseConstraints(type.GetGenericParameters(), home, name);
        UseAttributes(type.GetCustomAttributes(), home, name);
        foreach (FieldDefinitionHandle field in type.GetFields())
            metadata.GetFieldDefinition(field).DecodeSignature(signatures, null);
        foreach (MethodDefinitionHandle method in type.GetMethods())
            Scan(method, PathOf(method) ?? home, name);
    }

    private void Scan(MethodDefinitionHandle handle, string file, string typeName)
    {
        MethodDefinition method = metadata.GetMethodDefinition(handle);
        string name = $"{typeName}.{metadata.GetString(method.Name)}";
        var signatures = new SignatureUses(metadata, type => Use(file, type, name));
        method.DecodeSignature(signatures, null);
        UseConstraints(method.GetGenericParameters(), file, name);
        UseAttributes(method.GetCustomAttributes(), file, name);
        if (method.RelativeVirtualAddress == 0)
            return;
        MethodBodyBlock body = image.GetMethodBody(method.RelativeVirtualAddress);
        if (!body.LocalSignature.IsNil)
            metadata.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(signatures, null);
        foreach (ExceptionRegion region in body.ExceptionRegions)
            UseHandle(region.CatchType, file, name);
        foreach (EntityHandle token in Instructions.Tokens(body.GetILReader()))
            UseHandle(token, file, name);
    }

    private void UseConstraints(GenericParameterHandleCollection parameters, string file, string name)
    {
        foreach (GenericParameterHandle parameter in parameters)
        {
            foreach (GenericParameterConstraintHandle constraint in metadata.GetGenericParameter(parameter).GetConstraints())
                UseHandle(metadata.GetGenericParameterConstraint(constraint).Type, file, name);
        }
    }

    private void UseAttributes(CustomAttributeHandleCollection attributes, string file, string name)
    {
        foreach (CustomAttributeHandle attribute in attributes)
            UseHandle(metadata.GetCustomAttribute(attribute).Constructor, file, name);
    }

    private void UseHandle(EntityHandle handle, string file, string by)
    {
        if (handle.IsNil)
            return;
        var signatures = new SignatureUses(metadata, type => Use(file, type, by));
        switch (handle.Kind)
        {
            case HandleKind.TypeDefinition:
                Use(file, (TypeDefinitionHandle)handle, by);
                break;
            case HandleKind.TypeSpecification:
                metadata.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(signatures, null);
                break;
            case HandleKind.FieldDefinition:
                Use(file, metadata.GetFieldDefinition((FieldDefinitionHandle)handle).GetDeclaringType(), by);
                break;
            case HandleKind.MethodDefinition:
                UseMethod(file, (MethodDefinitionHandle)handle, by);
                break;
            case HandleKind.MethodSpecification:
                MethodSpecification generic = metadata.GetMethodSpecification((MethodSpecificationHandle)handle);
                generic.DecodeSignature(signatures, null);
                UseHandle(generic.Method, file, by);
                break;
            case HandleKind.MemberReference:
                UseHandle(metadata.GetMemberReference((MemberReferenceHandle)handle).Parent, file, by);
                break;
        }
    }

    // A constructor that nobody wrote is listed in any file of its type.
    private void UseMethod(string file, MethodDefinitionHandle handle, string by)
    {
        MethodDefinition method = metadata.GetMethodDefinition(handle);
        string? home = homes.GetValueOrDefault(method.GetDeclaringType());
        Add(file, metadata.GetString(method.Name) == ConstructorInfo.ConstructorName ? home : PathOf(handle) ?? home, by, method.Name);
    }

    private void Use(string file, TypeDefinitionHandle type, string by) =>
        Add(file, homes.GetValueOrDefault(type), by, metadata.GetTypeDefinition(type).Name);

    private void Add(string from, string? to, string by, StringHandle used)
    {
        if (to is not null && to != from)
            uses.TryAdd((from, to), $"{by} uses {metadata.GetString(used)}");
    }
}

/// <summary>Tells of every type definition that a signature names.</summary>
internal sealed class SignatureUses(MetadataReader metadata, Action<TypeDefinitionHandle> use) : ISignatureTypeProvider<int, object?>
{
    public int GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind)
    {
        use(handle);
        return 0;
    }

    public int GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
        metadata.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

    public int GetArrayType(int elementType, ArrayShape shape) => 0;

    public int GetByReferenceType(int elementType) => 0;

    public int GetFunctionPointerType(MethodSignature<int> signature) => 0;

    public int GetGenericInstantiation(int genericType, ImmutableArray<int> typeArguments) => 0;

    public int GetGenericMethodParameter(object? genericContext, int index) => 0;

    public int GetGenericTypeParameter(object? genericContext, int index) => 0;

    public int GetModifiedType(int modifier, int unmodifiedType, bool isRequired) => 0;

    public int GetPinnedType(int elementType) => 0;

    public int GetPointerType(int elementType) => 0;

    public int GetPrimitiveType(PrimitiveTypeCode typeCode) => 0;

    public int GetSZArrayType(int elementType) => 0;

    public int GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) => 0;
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Downhill.Mutation;

/// <summary>One change of the source.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="File">The file, from the folder of the project.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Was">What stood there.</param>
/// <param name="Is">What stands there instead.</param>
internal sealed record Mutant(int Number, string File, int Line, string Was, string Is);

/// <summary>Puts every change into a file behind a switch: <c>a + b</c> becomes <c>Mutants.Is(7) ? a - b : a + b</c>.</summary>
internal sealed class Rewriter(string file, List<Mutant> mutants, Func<string, int, bool> isLeftOut) : CSharpSyntaxRewriter
{
    private static readonly Dictionary<SyntaxKind, SyntaxKind[]> Operators = new()
    {
        [SyntaxKind.AddExpression] = [SyntaxKind.SubtractExpression],
        [SyntaxKind.SubtractExpression] = [SyntaxKind.AddExpression],
        [SyntaxKind.MultiplyExpression] = [SyntaxKind.DivideExpression],
        [SyntaxKind.DivideExpression] = [SyntaxKind.MultiplyExpression],
        [SyntaxKind.ModuloExpression] = [SyntaxKind.DivideExpression],
        [SyntaxKind.LessThanExpression] = [SyntaxKind.LessThanOrEqualExpression, SyntaxKind.GreaterThanExpression],
        [SyntaxKind.LessThanOrEqualExpression] = [SyntaxKind.LessThanExpression, SyntaxKind.GreaterThanExpression],
        [SyntaxKind.GreaterThanExpression] = [SyntaxKind.GreaterThanOrEqualExpression, SyntaxKind.LessThanExpression],
        [SyntaxKind.GreaterThanOrEqualExpression] = [SyntaxKind.GreaterThanExpression, SyntaxKind.LessThanExpression],
        [SyntaxKind.EqualsExpression] = [SyntaxKind.NotEqualsExpression],
        [SyntaxKind.NotEqualsExpression] = [SyntaxKind.EqualsExpression],
        [SyntaxKind.LogicalAndExpression] = [SyntaxKind.LogicalOrExpression],
        [SyntaxKind.LogicalOrExpression] = [SyntaxKind.LogicalAndExpression],
        [SyntaxKind.ExclusiveOrExpression] = [SyntaxKind.BitwiseOrExpression],
        [SyntaxKind.LeftShiftExpression] = [SyntaxKind.RightShiftExpression],
    };

    private static readonly Dictionary<string, string[]> Methods = new()
    {
        ["Max"] = ["Min"],
        ["Min"] = ["Max"],
        ["Exp"] = ["Log"],
        ["Sqrt"] = ["Abs"],
        ["CosPi"] = ["SinPi"],
        ["SinPi"] = ["CosPi"],
        ["All"] = ["Any"],
        ["Any"] = ["All"],
        ["Floor"] = ["Ceiling"],
        ["Ceiling"] = ["Floor"],
    };

    // What must be known when the program is built, words, and what only speaks of the mathematics.
    public override SyntaxNode? VisitAttributeList(AttributeListSyntax node) => node;

    public override SyntaxNode? VisitParameter(ParameterSyntax node) => node;

    public override SyntaxNode? VisitInterpolatedStringExpression(InterpolatedStringExpressionSyntax node) => node;

    public override SyntaxNode? VisitThrowExpression(ThrowExpressionSyntax node) => node;

    public override SyntaxNode? VisitThrowStatement(ThrowStatementSyntax node) => node;

    public override SyntaxNode? VisitSwitchExpressionArm(SwitchExpressionArmSyntax node) =>
        node.WithExpression((ExpressionSyntax)Visit(node.Expression)!);

    // Numbers that are part of the program.
    public override SyntaxNode? VisitPropertyDeclaration(PropertyDeclarationSyntax node) =>
        node.Type.ToString().StartsWith("ReadOnlySpan", StringComparison.Ordinal) ? node : base.VisitPropertyDeclaration(node);

    public override SyntaxNode? VisitLocalDeclarationStatement(LocalDeclarationStatementSyntax node) => node.IsConst
        ? node
        : base.VisitLocalDeclarationStatement(node);

    public override SyntaxNode? VisitIsPatternExpression(IsPatternExpressionSyntax node) => node;

    public override SyntaxNode? VisitFieldDeclaration(FieldDeclarationSyntax node) => node.Modifiers.Any(SyntaxKind.ConstKeyword)
        ? node
        : base.VisitFieldDeclaration(node);

    // A derivation is shown as a formula: its signs and fractions are layout.
    public override SyntaxNode? VisitMethodDeclaration(MethodDeclarationSyntax node) =>
        node.Identifier.Text is "GetHashCode" or "Equals" or "ToString"
            || node.ReturnType.ToString() is "Derivation" or "Formula" or "GradientEntry?" ? node : base.VisitMethodDeclaration(node);

    public override SyntaxNode? VisitBinaryExpression(BinaryExpressionSyntax node)
    {
        var inner = (BinaryExpressionSyntax)base.VisitBinaryExpression(node)!;
        if (!Operators.TryGetValue(node.Kind(), out SyntaxKind[]? others) || HasText(node) || IsDeclaring(node))
            return inner;
        return Switched(node, inner,
            [.. others.Select(other =>
                SyntaxFactory.ParseExpression(
                    $"{inner.Left.ToFullString().Trim()} {SyntaxFactory.Token(Token(other)).Text} {inner.Right.ToFullString().Trim()}"))]);
    }

    public override SyntaxNode? VisitPrefixUnaryExpression(PrefixUnaryExpressionSyntax node)
    {
        var inner = (PrefixUnaryExpressionSyntax)base.VisitPrefixUnaryExpression(node)!;
        return node.Kind() is SyntaxKind.UnaryMinusExpression or SyntaxKind.LogicalNotExpression
            && node.Operand is not LiteralExpressionSyntax && !IsDeclaring(node) ? Switched(node, inner, [inner.Operand]) : inner;
    }

    public override SyntaxNode? VisitInvocationExpression(InvocationExpressionSyntax node)
    {
        var inner = (InvocationExpressionSyntax)base.VisitInvocationExpression(node)!;
        if (node.Expression is not MemberAccessExpressionSyntax member
            || !Methods.TryGetValue(member.Name.Identifier.Text, out string[]? others) || IsDeclaring(node))
            return inner;
        var called = (MemberAccessExpressionSyntax)inner.Expression;
        return Switched(node, inner,
            [.. others.Select(other => (ExpressionSyntax)inner.WithExpression(called.WithName(SyntaxFactory.IdentifierName(other))))]);
    }

    public override SyntaxNode? VisitLiteralExpression(LiteralExpressionSyntax node) => node.Kind() switch
    {
        SyntaxKind.TrueLiteralExpression when IsValue(node) =>
            Switched(node, node, [SyntaxFactory.LiteralExpression(SyntaxKind.FalseLiteralExpression)]),
        SyntaxKind.FalseLiteralExpression when IsValue(node) =>
            Switched(node, node, [SyntaxFactory.LiteralExpression(SyntaxKind.TrueLiteralExpression)]),
        SyntaxKind.NumericLiteralExpression when node.Token.Value is double number
            && IsValue(node) => Switched(node, node,
            [SyntaxFactory.ParseExpression($"({node.Token.Text} + {(number == 0 ? "1.0" : "0.125")})")]),
        _ => node,
    };

    // A statement that is only carried out can be left out.
    public override SyntaxNode? VisitExpressionStatement(ExpressionStatementSyntax node)
    {
        var inner = (ExpressionStatementSyntax)base.VisitExpressionStatement(node)!;
        if (node.Expression is not InvocationExpressionSyntax
            and not AssignmentExpressionSyntax { Left: not (TupleExpressionSyntax or IdentifierNameSyntax or DeclarationExpressionSyntax) })
            return inner;
        if (isLeftOut(file, LineOf(node)))
            return inner;
        int number = Add(node, node.ToString(), "nothing");
        return SyntaxFactory.ParseStatement($"{{ if (!Mutants.Is({number})) {{ {inner.WithoutTrivia().ToFullString()} }} }}")
            .WithTriviaFrom(node);
    }

    private static SyntaxKind Token(SyntaxKind operation) =>
        SyntaxFactory.BinaryExpression(operation, SyntaxFactory.IdentifierName("a"),
        SyntaxFactory.IdentifierName("b")).OperatorToken.Kind();

    private static bool HasText(BinaryExpressionSyntax node) =>
        node.DescendantNodesAndSelf()
        .Any(part => part.IsKind(SyntaxKind.StringLiteralExpression) || part is InterpolatedStringExpressionSyntax);

    // A name that is declared in a condition must be declared once.
    private static bool IsDeclaring(SyntaxNode node) =>
        node.DescendantNodes().Any(part =>
            part is DeclarationExpressionSyntax or DeclarationPatternSyntax or VarPatternSyntax or SingleVariableDesignationSyntax
            or IsPatternExpressionSyntax or LambdaExpressionSyntax);

    // while (true) ends where it says so.
    private static bool IsValue(SyntaxNode node) =>
        node.Parent is not (WhileStatementSyntax or ConstantPatternSyntax or CaseSwitchLabelSyntax
        or EqualsValueClauseSyntax { Parent: ParameterSyntax } or RelationalPatternSyntax);

    private ExpressionSyntax Switched(SyntaxNode was, ExpressionSyntax inner, IReadOnlyList<ExpressionSyntax> others)
    {
        if (isLeftOut(file, LineOf(was)))
            return inner;
        string text = inner.ToFullString().Trim();
        foreach (ExpressionSyntax other in others.Select(OneLine).OfType<ExpressionSyntax>())
            text = $"(Mutants.Is({Add(was, was.ToString(), other is BinaryExpressionSyntax binary ? binary.OperatorToken.Text : Short(other.ToString()))}) ? {other.ToFullString().Trim()} : {text})";
        return SyntaxFactory.ParseExpression(text).WithTriviaFrom(was);
    }

    // So that what stands below keeps its line, by which errors are found; null where a comment forbids it.
    private static ExpressionSyntax? OneLine(ExpressionSyntax node) => !node.ToString().Contains('\n') ? node
        : node.DescendantTrivia().Any(trivia => trivia.IsKind(SyntaxKind.SingleLineCommentTrivia)) ? null
        : node.NormalizeWhitespace(string.Empty, " ");

    private int Add(SyntaxNode was, string text, string instead)
    {
        mutants.Add(new Mutant(mutants.Count + 1, file, LineOf(was), Short(text), instead));
        return mutants.Count;
    }

    private static int LineOf(SyntaxNode node) => node.GetLocation().GetLineSpan().StartLinePosition.Line + 1;

    private static string Short(string text)
    {
        string line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length > 90 ? line[..90] + "…" : line;
    }
}

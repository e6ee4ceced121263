namespace Downhill.Tests;

/// <summary>
/// Three worked examples from the literature: their networks as descriptions, and one step of gradient descent, all in exact arithmetic.
/// </summary>
public sealed class WorkedNetworkTests
{
    public static TheoryData<string> Names => [.. All.Select(example => example.Name)];

    private static Example[] All =>
    [
        // Handwriting a neural net, part 8 - Backpropagation, the Learning Part, Matthew Waller
        new(
            "handwriting",
            """
            {
              "input": [4],
              "layers": [
                {"type": "linear", "outputs": 1, "weight": [[0.25], [1.0], [0.25], [1.0]], "hasBias": false},
                {"type": "sigmoid"},
                {"type": "linear", "outputs": 1, "weight": [[0.5]], "hasBias": false},
                {"type": "sigmoid"}
              ]
            }
            """,
            """{"type": "sum-squared-error", "reduction": "sum"}""",
            """{"type": "sgd", "learningRate": 1.0}""",
            Inputs: [0.4, 0.8, 0.4, 0.3, 1, 0.2, 0.4, 0.3, 0.3, 0.4, 0.5, 0.4],
            Targets: [1.0, 0.85, 0.4],
            Outputs: [0.5969848282568733, 0.5866863425141529, 0.5903782570227153],
            Loss: 0.267999191620723,
            Gradient: [-0.01720585080068029, -0.012112993583939323, -0.0073591035251840305, -0.005293029712354662, -0.17454074774141348],
            Updated: [0.26720585080068027, 1.0121129935839392, 0.25735910352518404, 1.0052930297123546, 0.6745407477414135],
            LossAfter: 0.24023220723251432,
            OutputsAfter: [0.6300564771029767, 0.6167941631373873, 0.6213346668560135]),
        // Part 2 - Gradient descent and backpropagation, Tobias Hill
        new(
            "hill",
            """
            {
              "input": [2],
              "layers": [
                {"type": "linear", "outputs": 2, "weight": [[0.3, 0.2], [-0.4, 0.6]], "bias": [0.25, 0.45]},
                {"type": "sigmoid"},
                {"type": "linear", "outputs": 2, "weight": [[0.7, -0.3], [0.5, -0.1]], "bias": [0.15, 0.35]},
                {"type": "sigmoid"}
              ]
            }
            """,
            """{"type": "sum-squared-error", "reduction": "mean"}""",
            """{"type": "sgd", "learningRate": 0.1}""",
            Inputs: [2, 3],
            Targets: [1, 0.2],
            Outputs: [0.7122574322957417, 0.5330975738715015],
            Loss: 0.19374977898812007,
            Gradient: [-0.06416790496445329, -0.00931343704763545, -0.09625185744667994, -0.013970155571453174, -0.032083952482226646,
                -0.004656718523817725, -0.04875590469140004, 0.0685466612785763, -0.11016083053241225, 0.1548767720436504,
                -0.1179438268412716, 0.16581900386341794],
            Updated: [0.3064167904964453, 0.20093134370476357, -0.39037481425533205, 0.6013970155571453, 0.25320839524822264,
                0.4504656718523818, 0.70487559046914, -0.3068546661278576, 0.5110160830532412, -0.11548767720436505, 0.16179438268412716,
                0.3334180996136582],
            LossAfter: 0.18393989144952877,
            OutputsAfter: [0.7187729999291985, 0.5238074518609882]),
        // A Step by Step Backpropagation Example, Matt Mazur, 2015 (all four biases trained here)
        new(
            "mazur",
            """
            {
              "input": [2],
              "layers": [
                {"type": "linear", "outputs": 2, "weight": [[0.15, 0.25], [0.2, 0.3]], "bias": [0.35, 0.35]},
                {"type": "sigmoid"},
                {"type": "linear", "outputs": 2, "weight": [[0.4, 0.5], [0.45, 0.55]], "bias": [0.6, 0.6]},
                {"type": "sigmoid"}
              ]
            }
            """,
            """{"type": "half-squared-error", "reduction": "mean"}""",
            """{"type": "sgd", "learningRate": 0.5}""",
            Inputs: [0.05, 0.1],
            Targets: [0.01, 0.99],
            Outputs: [0.7513650695523157, 0.7729284653214625],
            Loss: 0.2983711087600027,
            Gradient: [0.00043856773447434685, 0.0004977127352608601, 0.0008771354689486937, 0.0009954254705217202, 0.008771354689486937,
                0.009954254705217202, 0.08216704056423078, -0.022602540477475067, 0.08266762784753326, -0.02274024221597822,
                0.13849856162855698, -0.03809823651655623],
            Updated: [0.1497807161327628, 0.24975114363236958, 0.19956143226552567, 0.29950228726473915, 0.3456143226552565,
                0.3450228726473914, 0.35891647971788465, 0.5113012702387375, 0.4086661860762334, 0.5613701211079891, 0.5307507191857215,
                0.6190491182582781],
            LossAfter: 0.28047144679143016,
            OutputsAfter: [0.7284417622337656, 0.7783769203009705]),
    ];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_numbers_of_the_example_come_out(string name)
    {
        Example example = All.Single(one => one.Name == name);
        var network = new Network<double>(Description.Read<Model>(example.Network, name));
        Loss loss = Catalog.Losses.FromJson(example.LossJson);
        int rows = example.Inputs.Length / network.Model.Input.Size;
        Plan<double> plan = Plan<double>.ForTraining(network, rows, loss);
        var pass = new Pass(rows);
        Close(example.Gradient, Gradients.Of(plan, example.Inputs, example.Targets, pass));
        Close(example.Outputs, plan.Outputs);
        Assert.Equal(example.Loss, plan.Loss(pass), 1e-12);

        Dataset data = Dataset.FromArrays(network.Model.Input, example.Inputs, example.Targets);
        var options = new TrainingOptions(loss, Catalog.Optimizers.FromJson(example.Optimizer), BatchSize: 0, Epochs: 1);
        new Trainer<double>(network, data, options).Train();
        Close(example.Updated, network.Parameters.Span);
        plan.Forward(pass);
        Close(example.OutputsAfter, plan.Outputs);
        Assert.Equal(example.LossAfter, plan.Loss(pass), 1e-12);
    }

    private static void Close(ReadOnlySpan<double> expected, ReadOnlySpan<double> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], 1e-12);
    }

    private sealed record Example(
        string Name,
        string Network,
        string LossJson,
        string Optimizer,
        double[] Inputs,
        double[] Targets,
        double[] Outputs,
        double Loss,
        double[] Gradient,
        double[] Updated,
        double LossAfter,
        double[] OutputsAfter);
}

namespace Downhill.Tests;

public sealed class BadInputTests : IDisposable
{
    private readonly CliFolder folder = new();

    public BadInputTests()
    {
        folder.Write("good.csv", "a,b,c\n1,2,x\n3,4,y\n5,6,x\n7,8,y\n");
        folder.Write("answers.csv", "a,b,c\n1,2,fraud\n3,4,okay\n5,6,fraud\n7,8,okay\n");
        folder.Write("numbers.csv", "a,b,c\n1,2,1.5\n3,4,2.5\n5,6,3.5\n7,8,4.5\n");
        folder.Write("empty.csv", string.Empty);
        folder.Write("header.csv", "a,b,c\n");
        folder.Write("ragged.csv", "a,b,c\n1,2,x\n3,4\n");
        folder.Write("text.csv", "a,b,c\n1,2,x\n3,four,y\n5,6,x\n7,8,x\n9,10,y\n");
        folder.Write("lone.csv", "a,b,c\n1,2,x\n3,4,y\n5,6,x\n7,8,y\n9,10,z\n");
        folder.Write("nan-target.csv", "a,b,c\n1,2,1\n3,4,NaN\n5,6,2\n7,8,3\n9,10,4\n");
        folder.Write("one-class.csv", "a,c\n1,x\n2,x\n");
        folder.Write("one-column.csv", "a\n1\n2\n");
        folder.Write("no-layers.json", """{"input": [2], "layers": []}""");
        folder.Write("broken.json", """{"input": [2], "layers": [""");
        folder.Write("key.json", """{"input": [2], "layers": [{"type": "linear", "output": 2}]}""");
        folder.Write("wide.json", """{"input": [3], "layers": [{"type": "linear", "outputs": 1}]}""");
        Directory.CreateDirectory(folder["folder"]);
    }

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("@missing.csv", "There is no file", "missing.csv")]
    [InlineData("digit", "digit", "did you mean 'digits'?")]
    [InlineData("''", "There is no file")]
    [InlineData("@folder", "folder", "IDX")]
    [InlineData("@empty.csv", "empty.csv is empty")]
    [InlineData("@header.csv", "header.csv", "no rows")]
    [InlineData("@ragged.csv", "ragged.csv line 3", "2 values", "expected 3")]
    [InlineData("@text.csv", "text.csv line 3", "'b'", "four")]
    [InlineData("@good.csv --header --no-header", "--header", "--no-header")]
    [InlineData("@good.csv --separator comma --separator tab", "--separator")]
    [InlineData("@good.csv --separator dot", "--separator", "semicolon", "'dot'")]
    [InlineData("@good.csv --comment //", "--comment", "'//'")]
    [InlineData("@good.csv --category a --number a", "'a'", "both number and category")]
    [InlineData("@good.csv --date a", "'a'", "--date-format")]
    [InlineData("@good.csv --number c --target a", "good.csv line 2", "\"x\"", "--missing x")]
    [InlineData("@good.csv --group d", "'d'", "to group by")]
    [InlineData("@good.csv --group a --time b", "--group", "--time")]
    [InlineData("@good.csv --time d", "'d'", "to split by")]
    [InlineData("@good.csv --time c --target a", "'c'", "dates or numbers")]
    [InlineData("@numbers.csv --split stratified", "--split random")]
    [InlineData("@good.csv --folds 1", "--folds", "'1'")]
    [InlineData("@good.csv --folds 9", "too few")]
    [InlineData("@good.csv @numbers.csv", "numbers.csv line 2", "\"1.5\"")]
    [InlineData("@good.csv @one-class.csv", "one-class.csv line 1", "2 columns", "3")]
    [InlineData("@good.csv digits", "'digits'", "only tables")]
    [InlineData("digits --missing x", "--missing", "digits")]
    [InlineData("digits --drop x", "--drop", "digits")]
    [InlineData("@lone.csv", "lone.csv line 6", "\"z\" is the only row of its class", "--split random")]
    [InlineData("@nan-target.csv --task regression", "nan-target.csv line 3", "'c'", "missing", "--bad-rows skip")]
    [InlineData("@one-class.csv", "one-class.csv", "nothing to learn")]
    [InlineData("@answers.csv --positive Frauds", "\"Frauds\"", "(--positive fraud)")]
    [InlineData("@good.csv --target c --loss poisson", "poisson", "classes", "(--loss binary-cross-entropy)")]
    [InlineData("@one-column.csv", "one-column.csv", "no input")]
    [InlineData("@good.csv --target d", "'d'")]
    [InlineData("@good.csv --drop d", "'d'")]
    [InlineData("@good.csv --drop c", "'c'", "cannot be dropped")]
    [InlineData("@good.csv --task regression", "'c'", "line 2")]
    [InlineData("@good.csv --task clasification", "--task", "did you mean 'classification'?")]
    [InlineData("@good.csv --rows 10", "--rows")]
    [InlineData("@good.csv --test 0.6 --validation 0.5", "No row is left")]
    [InlineData("@good.csv --test 1.5", "1.5", "less than 1")]
    [InlineData("@good.csv --test nan", "NaN", "less than 1")]
    [InlineData("@good.csv --validation @missing.csv", "missing.csv")]
    [InlineData("@good.csv --test @text.csv", "text.csv line 3")]
    [InlineData("@good.csv --test @numbers.csv", "'c'", "classes")]
    [InlineData("digits --test @good.csv", "--test", "fraction")]
    [InlineData("digits --target c", "--target", "digits")]
    [InlineData("digits --rows 0", "--rows", "at least 2")]
    [InlineData("digits --rows 5000", "1,797", "5,000")]
    [InlineData("digits --epoch 3", "'--epoch'", "did you mean '--epochs'?")]
    [InlineData("digits --Epochs=3", "'--Epochs'", "did you mean '--epochs'?")]
    [InlineData("digits --lr 0.1", "There is no option '--lr'; here it is '--learning-rate'; 'downhill train --help' lists them all.")]
    [InlineData("digits --Batch_Size=32", "There is no option '--Batch_Size'; here it is '--batch'")]
    [InlineData("digits --keep id", "There is no option '--keep' here; 'predict' has it; 'downhill train --help' lists them all.")]
    [InlineData("digits -x", "'-x'")]
    [InlineData("digits iris", "'iris'")]
    [InlineData("", "DATA is missing")]
    [InlineData("digits --epochs", "--epochs needs a value")]
    [InlineData("digits --target --quiet", "--target needs a value")]
    [InlineData("digits --epochs 0", "--epochs", "at least 1", "'0'")]
    [InlineData("digits --epochs 1.5", "--epochs", "'1.5'")]
    [InlineData("digits --epochs 99999999999", "--epochs", "'99999999999'")]
    [InlineData("digits --batch -1", "--batch", "'-1'")]
    [InlineData("digits --steps 0", "--steps", "'0'")]
    [InlineData("digits --seed -1", "--seed", "'-1'")]
    [InlineData("digits --seed 1 --seed 2", "--seed")]
    [InlineData("digits --learning-rate fast", "--learning-rate", "'fast'")]
    [InlineData("digits --learning-rate nan", "--learning-rate", "'nan'")]
    [InlineData("digits --until-loss -1", "--until-loss", "'-1'")]
    [InlineData("digits --precision half", "--precision", "float or double", "'half'")]
    [InlineData("digits --threads 0", "--threads", "'0'")]
    [InlineData("digits --model ''", "no layers")]
    [InlineData("digits --model 'linaer 3'", "'linaer'", "did you mean 'linear'?")]
    [InlineData("digits --model 'linear 3 hasbias=false, linear'", "'hasbias'", "did you mean 'hasBias'?")]
    [InlineData("digits --model 'linear 3,'", "ends too early")]
    [InlineData("digits --model 'linear (3'", "no layer '3'")]
    [InlineData("digits --model 'linear 0, linear'", "'linear1'", "at least one output")]
    [InlineData("digits --model 'linear 1.5, linear'", "whole number", "1.5")]
    [InlineData("digits --model 'linear 64, relu, linear 7'", "7 outputs", "10 classes", "linear 10")]
    [InlineData("digits --model 'linear 2147483647, linear'", "2147483647")]
    [InlineData("digits --model 'linear, dropout 2'", "dropout", "2")]
    [InlineData("digits --model 'linear, softmax' --loss softmax-cross-entropy", "softmax", "leave that layer out")]
    [InlineData("moons --model 'linear, sigmoid' --loss binary-cross-entropy", "sigmoid", "leave that layer out")]
    [InlineData("digits --model @missing.json", "missing.json does not exist")]
    [InlineData("@good.csv --model @no-layers.json", "no-layers.json has no layers")]
    [InlineData("@good.csv --model @broken.json", "broken.json is not valid JSON")]
    [InlineData("@good.csv --model @key.json", "key.json, layers[0]", "'output'", "did you mean 'outputs'?")]
    [InlineData("@good.csv --model @wide.json", "[3]", "[2]")]
    [InlineData("digits --loss huger", "'huger'", "did you mean 'huber'?")]
    [InlineData("digits --loss 'huber -1'", "huber")]
    [InlineData("digits --loss 'huber 1 2 3 4'", "'huber'", "cannot take")]
    [InlineData("digits --loss binary-cross-entropy --model 'linear 1'", "10 classes")]
    [InlineData("plane --loss binary-cross-entropy", "binary-cross-entropy", "number")]
    [InlineData("plane --loss softmax-cross-entropy", "softmax-cross-entropy", "number")]
    [InlineData("digits --optimizer adm", "'adm'", "did you mean 'adam'?")]
    [InlineData("digits --optimizer 'sgd 0.1 momentumm=0.9'", "'momentumm'", "did you mean 'momentum'?")]
    [InlineData("digits --optimizer 'sgd momentum=1.5'", "momentum", "1.5")]
    [InlineData("digits --optimizer 'sgd 0.1 learningRate=2'", "'learningRate'", "twice")]
    public void Training_on_it_is_refused_in_one_line_and_leaves_nothing_behind(string arguments, params string[] expected)
    {
        string[] before = folder.Entries;

        string refusal = CliFolder.Run(["train", .. Words(arguments), "--out", folder["run"]]).Refusal();

        Assert.All(expected, words => Assert.Contains(words, refusal, StringComparison.Ordinal));
        Assert.Equal(before, folder.Entries);
    }

    [Theory]
    [InlineData("", "A command is missing", "train", "inspect")]
    [InlineData("trian digits", "'trian'", "did you mean 'train'?")]
    [InlineData("--jsn", "'--jsn'")]
    [InlineData("evaluate", "MODEL is missing")]
    [InlineData("evaluate @good.csv", "DATA is missing")]
    [InlineData("evaluate @missing iris", "missing does not exist")]
    [InlineData("evaluate '' iris", "does not exist")]
    [InlineData("evaluate @folder iris", "folder has no model.safetensors")]
    [InlineData("evaluate @good.csv iris", "good.csv", "safetensors")]
    [InlineData("predict @good.csv iris --jsn", "'--jsn'")]
    [InlineData("predict @empty.csv iris", "empty.csv", "safetensors")]
    [InlineData("inspect @empty.csv", "empty.csv is empty")]
    [InlineData("inspect @ragged.csv", "ragged.csv line 3", "--bad-rows skip")]
    [InlineData("inspect @good.csv --target d", "'d'")]
    [InlineData("inspect @good.csv --category d", "'d'", "to be a category")]
    [InlineData("inspect @good.csv --columns a,b", "names are given for 2 columns", "3 values")]
    [InlineData("inspect @good.csv --batch 0", "--batch", "'0'")]
    [InlineData("check", "SUBJECT is missing")]
    [InlineData("check digits --rows 0", "--rows", "'0'")]
    [InlineData("check digits --relative -1", "--relative", "'-1'")]
    [InlineData("check digits --loss hubert", "'hubert'")]
    [InlineData("check @good.csv --target z", "'z'")]
    [InlineData("check @missing.safetensors", "missing.safetensors does not exist")]
    [InlineData("datasets all", "'all'")]
    public void Other_commands_refuse_it_in_one_line(string arguments, params string[] expected)
    {
        string refusal = CliFolder.Run(Words(arguments)).Refusal();

        Assert.All(expected, words => Assert.Contains(words, refusal, StringComparison.Ordinal));
    }

    [Fact]
    public void A_run_cannot_be_written_below_a_file_or_into_no_folder()
    {
        string[] before = folder.Entries;

        Assert.Contains("cannot be written", CliFolder.Run("train", "iris", "--out", folder["good.csv/run"]).Refusal(),
            StringComparison.Ordinal);
        Assert.Contains("is a file", CliFolder.Run("train", "iris", "--out", folder["good.csv"]).Refusal(), StringComparison.Ordinal);
        Assert.Contains("empty", CliFolder.Run("train", "iris", "--out", string.Empty).Refusal(), StringComparison.Ordinal);
        Assert.Equal(before, folder.Entries);
    }

    [Fact]
    public void A_model_cut_short_or_given_as_data_is_refused()
    {
        string run = folder.Train("run", "iris", "--epochs", "1"), model = RunFolder.FindModel(run);
        byte[] bytes = File.ReadAllBytes(model);

        Assert.Contains("is a model, not data", CliFolder.Run("train", model, "--out", folder["again"]).Refusal(),
            StringComparison.Ordinal);
        Assert.Contains("is a model, not data", CliFolder.Run("predict", run, model).Refusal(), StringComparison.Ordinal);
        foreach (int length in new[] { 0, 7, 8, 100, bytes.Length - 1 })
        {
            File.WriteAllBytes(model, bytes[..length]);
            foreach (string[] arguments in new string[][] { ["predict", run, "iris"], ["evaluate", run, "iris"], ["inspect", run],
                ["check", run] })
                Assert.Contains(model, CliFolder.Run(arguments).Refusal(), StringComparison.Ordinal);
        }

        Assert.False(Directory.Exists(folder["again"]));
    }

    private string[] Words(string arguments) =>
        ShellWords.Split(arguments.Replace("@", folder.Path + Path.DirectorySeparatorChar, StringComparison.Ordinal));
}

using System.Collections.Immutable;

namespace Downhill;

/// <summary>The content of <c>run.json</c>: everything needed to repeat a run, and its result.</summary>
/// <param name="Version">The version of Downhill.</param>
/// <param name="Status">The status.</param>
/// <param name="Command">A command line that repeats the run, with every option written out.</param>
/// <param name="Data">The data.</param>
/// <param name="Model">The model.</param>
/// <param name="Parameters">The number of parameters.</param>
/// <param name="Training">The training options.</param>
/// <param name="Precision">The numbers that it computes with.</param>
/// <param name="Machine">The machine, which does not change the result.</param>
/// <param name="Started">When training began, in UTC.</param>
/// <param name="Seconds">The duration in seconds.</param>
/// <param name="Result">The end of the training.</param>
/// <param name="Metrics">The metrics at the end.</param>
/// <param name="CrossValidation">The cross-validation of this recipe; null if there was none.</param>
/// <param name="Resumed">When it was gone on with, in UTC, where it was interrupted.</param>
/// <param name="Recipe">The choices of the recipe and their reasons, in words.</param>
/// <param name="Members">In an ensemble, how the training of each member ended, by member; null for one that is not done.</param>
/// <param name="WorkingDirectory">The folder from which the names of files in the command and the experiment start.</param>
/// <param name="Blend">The competition of candidates; null if there was none.</param>
/// <param name="Thresholds">Two classes: the metrics at several thresholds, on rows that were not used for training.</param>
/// <param name="Coverage">The coverage of intervals or sets on rows that they were not made from.</param>
/// <param name="Experiment">The experiment with every choice written out; null for a run of version 0.1.0.</param>
public sealed record RunRecord(
    string Version,
    RunStatus Status,
    string Command,
    DataRecord Data,
    Model Model,
    long Parameters,
    TrainingOptions Training,
    Precision Precision,
    MachineRecord Machine,
    DateTimeOffset Started,
    double? Seconds = null,
    TrainingResult? Result = null,
    RunMetrics? Metrics = null,
    CrossValidation? CrossValidation = null,
    IReadOnlyList<DateTimeOffset>? Resumed = null,
    string? Recipe = null,
    IReadOnlyList<TrainingResult?>? Members = null,
    string? WorkingDirectory = null,
    BlendRecord? Blend = null,
    ThresholdTable? Thresholds = null,
    RunCoverage? Coverage = null,
    System.Text.Json.JsonElement? Experiment = null);

/// <summary>The data of a run.</summary>
/// <param name="Source">The name or path given.</param>
/// <param name="Columns">The input columns; empty if inputs have no names.</param>
/// <param name="Target">The target's name; empty if it has none.</param>
/// <param name="Classes">The classes; empty if the target is a number.</param>
/// <param name="Training">The number of training rows.</param>
/// <param name="Validation">The number of validation rows.</param>
/// <param name="Test">The number of test rows.</param>
/// <param name="Schema">Tables: what each column was taken for.</param>
/// <param name="SkippedRows">Tables: how many rows were left out as bad.</param>
/// <param name="Checksum">A checksum of preprocessing and all rows, by which the data is known again (<see cref="DataChecksum"/>).</param>
/// <param name="Reading">Tables: how values are read; null if they are read as in version 0.1.0.</param>
public sealed record DataRecord(
    string Source,
    ImmutableArray<string> Columns,
    string Target,
    ImmutableArray<string> Classes,
    int Training,
    int Validation,
    int Test,
    IReadOnlyList<ColumnRecord>? Schema = null,
    int? SkippedRows = null,
    string? Checksum = null,
    TableReading? Reading = null);

/// <summary>The detected kind of a column of a table.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">Number, category and the like.</param>
/// <param name="Reason">Why, in a few words.</param>
/// <param name="Role"><c>input</c>, <c>target</c> or <c>left out</c>.</param>
public sealed record ColumnRecord(string Name, string Kind, string Reason, string Role);

/// <summary>The machine of a run.</summary>
/// <param name="System">The operating system.</param>
/// <param name="Runtime">The .NET runtime.</param>
/// <param name="Architecture">The processor's architecture.</param>
/// <param name="VectorBits">The number of bits of the kernels' vectors; 0 if there are none.</param>
/// <param name="HasFusedMultiplyAdd">Whether the processor multiplies and adds in one instruction.</param>
/// <param name="Threads">The number of threads of a step in each process.</param>
/// <param name="Processes">The number of processes; null for one.</param>
public sealed record MachineRecord(
    string System, string Runtime, string Architecture, int VectorBits, bool HasFusedMultiplyAdd, int Threads, int? Processes = null);

/// <summary>The metrics of a network on each part of the data.</summary>
/// <param name="Train">The metrics on the training rows.</param>
/// <param name="Validation">On the rows it was watched on, if any.</param>
/// <param name="Test">On the rows kept for the end, if any.</param>
/// <param name="OutOfFold">
/// For a blend: the metrics on the training rows, each predicted by members that were not trained on it, with intervals.
/// </param>
public sealed record RunMetrics(Metrics? Train, Metrics? Validation, Metrics? Test, Metrics? OutOfFold = null);

/// <summary>The candidates of a blend, and the result.</summary>
/// <param name="Competitors">The candidates and what they are worth.</param>
/// <param name="Deals">The number of repetitions of the folds.</param>
/// <param name="Folds">The number of folds.</param>
/// <param name="Factor">The factor that calibrates the outputs.</param>
/// <param name="LossBefore">The mean loss out of fold before calibration.</param>
/// <param name="Loss">The same after it.</param>
/// <param name="NestedLoss">The same where stops, weights and temperature are chosen without the row; null in older runs.</param>
public sealed record BlendRecord(IReadOnlyList<Competitor> Competitors, int Deals, int Folds, double Factor, double LossBefore, double Loss,
    double? NestedLoss = null);

/// <summary>One line of <c>metrics.jsonl</c>: an epoch.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Step">The number of steps so far.</param>
/// <param name="Loss">The mean training loss of a row, each measured before its step.</param>
/// <param name="Seconds">Time since training began.</param>
/// <param name="SamplesPerSecond">The number of training rows per second.</param>
/// <param name="Validation">The metrics on the validation rows.</param>
/// <param name="Member">In an ensemble, which member it is, from 1; each has epochs and steps of its own.</param>
/// <param name="LearningRate">η of the epoch's last step.</param>
public sealed record EpochRecord(
    int Epoch, long Step, double Loss, double Seconds, double SamplesPerSecond, Metrics? Validation, int? Member = null,
        double? LearningRate = null);

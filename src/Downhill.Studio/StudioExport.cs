namespace Downhill.Studio;

/// <summary>A format in which a program of the studio can export a network; one without any has none in its menu.</summary>
/// <param name="Title">What the menu says.</param>
/// <param name="File">The name of the file.</param>
/// <param name="Save">Writes a model to a path.</param>
public sealed record StudioExport(string Title, string File, Action<string, ModelFile> Save);

using Xunit.Abstractions;

namespace Downhill.Tests;

public sealed class AtomicFileTests(ITestOutputHelper output) : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_file_is_made_and_replaced_and_nothing_else_is_left()
    {
        string path = Path.Combine(folder, "run.json");
        AtomicFile.Write(path, stream => stream.Write("a longer first text"u8));
        AtomicFile.Write(path, stream => stream.Write("second"u8));
        Assert.Equal("second", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(folder));
    }

    [Fact]
    public void The_old_content_stands_until_the_new_is_complete()
    {
        string path = Path.Combine(folder, "run.json");
        File.WriteAllText(path, "old");
        AtomicFile.Write(path, stream =>
        {
            stream.Write("new"u8);
            stream.Flush();
            Assert.Equal("old", File.ReadAllText(path));
        });
        Assert.Equal("new", File.ReadAllText(path));
    }

    [Fact]
    public void After_a_failure_the_old_content_stands_and_the_temporary_file_is_gone()
    {
        string path = Path.Combine(folder, "run.json");
        File.WriteAllText(path, "old");
        Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(path, stream =>
        {
            stream.Write("half"u8);
            throw new InvalidOperationException();
        }));
        Assert.Equal($"{path} cannot be written: No space left on device",
            Message(path, _ => throw new IOException("No space left on device")));
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(folder));
    }

    [Fact]
    public void A_place_that_cannot_hold_the_file_is_an_error_in_words()
    {
        string file = Path.Combine(folder, "file");
        File.WriteAllText(file, "");
        Assert.Equal($"{folder} cannot be written: it is a folder.", Message(folder));
        Assert.Equal($"{folder}/a/b cannot be written: the folder {Path.Combine(folder, "a")} does not exist.", Message(folder + "/a/b"));
        Assert.Contains("does not exist", Message(file + "/x"), StringComparison.Ordinal);
        Assert.Contains("empty", Message(""), StringComparison.Ordinal);
        Assert.StartsWith(folder, Message(Path.Combine(folder, new string('x', 300))), StringComparison.Ordinal);
        Assert.Equal([file], Directory.GetFileSystemEntries(folder));
    }

    [Fact]
    public void A_folder_without_write_permission_is_an_error_in_words()
    {
        if (OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess)
        {
            output.WriteLine("Not checked: this user may write everywhere, or folders have no Unix mode here.");
            return;
        }

        string closed = Directory.CreateDirectory(Path.Combine(folder, "closed"),
            UnixFileMode.UserRead | UnixFileMode.UserExecute).FullName;
        Assert.Equal($"{closed}/x cannot be written: there is no permission to write in {closed}.", Message(closed + "/x"));
    }

    private static string Message(string path, Action<Stream>? write = null) =>
        Assert.Throws<DownhillException>(() => AtomicFile.Write(path, write ?? (stream => stream.WriteByte(1)))).Message;
}

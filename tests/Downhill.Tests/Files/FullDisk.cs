namespace Downhill.Tests;

/// <summary>While it lives, files written whole or not at all meet a disk with so many bytes left.</summary>
internal sealed class FullDisk : IDisposable
{
    public FullDisk(long room) => AtomicFile.Disk.Value = stream => new Rest(stream, room);

    public void Dispose() => AtomicFile.Disk.Value = null;

    private sealed class Rest(Stream disk, long room) : MemoryStream
    {
        private long room = room;

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            int fits = (int)Math.Min(room, buffer.Length);
            disk.Write(buffer[..fits]);
            room -= fits;
            if (fits < buffer.Length)
                throw new IOException("No space left on device");
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));
    }
}

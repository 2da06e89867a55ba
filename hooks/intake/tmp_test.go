package intake
import ("testing";"fmt";"slices")
func TestPeaks(t *testing.T){
 for _,h:=range slices.Concat(hostileStructures(), hostilePictures()) { if len(h.data)<10000 {continue}; x:=NewExaminer(Options{}); x.bytes(h.name,h.data); w:=<-x.slots; x.slots<-w; if w==nil {x.Close();continue}; p:=peakMemory(t,x); if p>60 {fmt.Println(p,h.what)}; x.Close()}
 x:=NewExaminer(Options{}); x.bytes("a",snapshot()); fmt.Println(peakMemory(t,x),"snapshot 12MP"); x.Close()
 x=NewExaminer(Options{}); x.bytes("a",jpegOf(colourful(7700,5100))); fmt.Println(peakMemory(t,x),"jpeg 39MP"); x.Close()
 x=NewExaminer(Options{}); _,err:=x.bytes("a",pngOf(colourful(7700,5100))); fmt.Println(peakMemory(t,x),"png 39MP",err); x.Close()
}

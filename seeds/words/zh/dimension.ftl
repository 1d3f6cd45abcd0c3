# Body dimensions (ISO 8559-1, GB/T 16160) and, under -how, the way a tape takes them.
dimension-stature = 身高
dimension-cervical-height = 颈椎点高
dimension-waist-height = 腰高
dimension-knee-height = 膝高
dimension-inside-leg = 腿内侧长
dimension-bust-girth = 胸围
dimension-waist-girth = 腰围
dimension-hip-girth = 臀围
dimension-neck-girth = 颈围
dimension-upper-arm-girth = 上臂围
dimension-wrist-girth = 手腕围
dimension-shoulder-width = 总肩宽
dimension-arm-length = 臂长
dimension-neck-to-wrist = 颈椎点至手腕
dimension-back-waist-length = 背长

## How each is taken
dimension-stature-how = 脱鞋站直，从头顶垂直量到地面。
dimension-cervical-height-how = 站直，从颈后突出的骨点（第七颈椎）垂直量到地面。
dimension-waist-height-how = 从腰部最细处垂直量到地面。
dimension-knee-height-how = 从膝盖中点垂直量到地面。
dimension-inside-leg-how = 从裆部沿腿内侧垂直量到地面。
dimension-bust-girth-how = 软尺水平绕过胸部最丰满处一周，自然呼吸。
dimension-waist-girth-how = 软尺水平绕最低肋骨与髋骨中间一周。
dimension-hip-girth-how = 双脚并拢，软尺水平绕臀部最丰满处一周。
dimension-neck-girth-how = 软尺绕颈部中间一周，容一根手指。
dimension-upper-arm-girth-how = 手臂下垂，软尺绕上臂最粗处一周。
dimension-wrist-girth-how = 软尺绕手腕骨一周。
dimension-shoulder-width-how = 从左肩点经颈后骨点量到右肩点。
dimension-arm-length-how = 手臂微弯，从肩点经肘部量到手腕骨。
dimension-neck-to-wrist-how = 从颈后骨点经肩点、肘部量到手腕骨。
dimension-back-waist-length-how = 从颈后骨点沿后背中线量到腰部。
